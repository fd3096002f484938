/**
 * What confirm and rollback do alike: open the machine as root, act on the journal, tell what came of it.
 * @module
 */
import { resolve } from 'node:path';
import type { OpenDoors } from '../doors.ts';
import type { Lang } from '../model/text.ts';
import { printable, printableJson } from '../report/printable.ts';
import { STATE_DIR } from '../sysctl/apply/doors.ts';
import type { Entry } from '../sysctl/apply/entry.ts';
import type { TakenBack } from '../sysctl/apply/take-back.ts';
import type { JournalFlags } from './apply-flags.ts';
import { JOURNAL } from './apply-words.ts';
import { unfinishedLines, whyText } from './changes-text.ts';
import type { Context } from './context.ts';
import { openForChange } from './open-doors.ts';
import { TOOL } from './version.ts';

/** What every such command comes to. */
interface Done {
  readonly result: string;
  readonly takenBack: readonly TakenBack[];
  readonly damaged: readonly string[];
}

/** One such command. */
export interface JournalWork<T extends Done> {
  /** Of its JSON: `tcpdoctor.confirmed/1`. */
  readonly schema: string;
  /** @throws {SysError} When the journal cannot be read or written. */
  readonly act: (doors: OpenDoors) => Promise<T>;
  /** The outcome for people. */
  readonly lines: (done: T) => Iterable<string>;
}

/** Does it and prints the outcome. @throws {NotPossibleError} Without root. @throws {SysError} */
export async function actOnJournal<T extends Done>(
  context: Context,
  flags: JournalFlags,
  { schema, act, lines }: JournalWork<T>,
): Promise<T> {
  const { world, lang } = context;
  using doors = await openForChange(context, flags.state);
  const done = await act(doors);
  const all =
    flags.json === true
      ? [jsonText({ schema, tool: TOOL, ...done })]
      : [...unfinishedLines(done.takenBack, lang), ...lines(done), ...damagedLines(done, lang)];
  for (const line of all) world.out.write(`${line}\n`);
  return done;
}

function* damagedLines({ damaged }: Done, lang: Lang): Generator<string> {
  if (damaged.length > 0) yield `${JOURNAL.damaged(printable(damaged.join(', ')))[lang]}.`;
}

/** Why there is nothing to do about an apply. */
export const overText = ({ id, state }: Entry, lang: Lang): string =>
  JOURNAL.over(id, whyText(state.kind === 'ended' ? state.why : state.kind))[lang];

/** An object for programs, on lines of its own. */
export const jsonText = (value: object): string => printableJson(JSON.stringify(value, null, 2));

/** ` --state DIR`, to be added to commands that are shown. */
export const stateFlag = ({ state }: JournalFlags): string =>
  state === undefined || resolve(state) === STATE_DIR
    ? ''
    : ` --state ${printable(resolve(state))}`;
