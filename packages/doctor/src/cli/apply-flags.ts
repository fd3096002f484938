/**
 * Flags and arguments that apply, confirm, rollback and changes share.
 * @module
 */
import { UsageError } from '../errors.ts';
import type { Lang } from '../model/text.ts';
import { isEntryId } from '../sysctl/apply/journal.ts';
import { FLAGS } from './apply-words.ts';
import { switchFlag, wordFlag } from './flags.ts';

const UNIT_MS: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000 };

const MIN_MS = 1_000;
const MAX_MS = 3_600_000;

/** `30s`, `5m`, `1h` or seconds without a unit, as ms. @throws {UsageError} */
export function parseConfirmMs(input: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})(s|m|h|)$/.exec(input) ?? [];
  const ms = digits === '' ? Number.NaN : Number(digits) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(ms >= MIN_MS && ms <= MAX_MS)) throw new UsageError(FLAGS.badTime(input));
  return ms;
}

/** The id of an apply. @throws {UsageError} When it cannot be one. */
export function parseEntryId(input: string): string {
  if (!isEntryId(input)) throw new UsageError(FLAGS.badId(input));
  return input;
}

/** What all commands of the journal take. */
export interface JournalFlags {
  readonly state?: string;
  readonly json?: boolean;
}

/** `--state` and `--json`. */
export const journalFlags = (lang: Lang) => ({
  state: wordFlag('DIR', FLAGS.state[lang]),
  json: switchFlag(FLAGS.json[lang]),
});

/** `[ID]`. */
export const entryIdArgument = (lang: Lang) =>
  ({
    kind: 'tuple',
    parameters: [{ parse: parseEntryId, optional: true, placeholder: 'ID', brief: FLAGS.id[lang] }],
  }) as const;
