/**
 * Flags that several commands share, and how their values are read.
 * @module
 */
import { UsageError } from '../errors.ts';
import type { Lang } from '../model/text.ts';
import { FLAG } from './words.ts';

const UNIT_MS: Readonly<Record<string, number>> = { '': 1_000, ms: 1, s: 1_000, m: 60_000 };

/** Longest window: ten minutes. Who wants to watch longer wants another tool. */
const MAX_WINDOW_MS = 600_000;

/**
 * `3s`, `500ms`, `1m`, `0` or seconds without a unit, as ms.
 *
 * @throws {UsageError}
 */
export function parseWindowMs(input: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(input) ?? [];
  const factor = unit === undefined ? undefined : UNIT_MS[unit];
  const ms = digits === undefined || factor === undefined ? Number.NaN : Number(digits) * factor;
  if (!(ms <= MAX_WINDOW_MS)) throw new UsageError(FLAG.badWindow(input));
  return Math.round(ms);
}

/**
 * `all`, `current`, a name, or `pid:N`.
 *
 * @throws {UsageError}
 */
export function parseNetns(input: string): string {
  const wrongPid = input.startsWith('pid:') && !/^pid:[1-9]\d{0,9}$/.test(input);
  if (input === '' || wrongPid || input.includes('/') || input.includes('\0')) {
    throw new UsageError(FLAG.badNetns(input));
  }
  return input;
}

/** Completions of `--netns` that hold on every machine. */
const NETNS_PROPOSALS = ['all', 'current', 'pid:'] as const;
const WINDOW_PROPOSALS = ['0', '3s', '10s', '1m'] as const;

/** `--netns` where one is meant. */
export const oneNetnsFlag = (lang: Lang) =>
  ({
    kind: 'parsed',
    parse: parseNetns,
    optional: true,
    placeholder: 'all|current|NAME|pid:N',
    brief: FLAG.netns[lang],
    proposeCompletions: () => NETNS_PROPOSALS,
  }) as const;

/** `--netns`, one or several: `a,b`. */
export const netnsFlag = (lang: Lang) =>
  ({ ...oneNetnsFlag(lang), variadic: ',', placeholder: 'all|current|NAME,…|pid:N' }) as const;

/** `--window`. */
export const windowFlag = (lang: Lang) =>
  ({
    kind: 'parsed',
    parse: parseWindowMs,
    optional: true,
    placeholder: '3s',
    brief: FLAG.window[lang],
    proposeCompletions: () => WINDOW_PROPOSALS,
  }) as const;

/** A flag with a word behind it, taken as it stands. */
export const wordFlag = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', parse: String, optional: true, placeholder, brief }) as const;

/** A flag without a value. */
export const switchFlag = (brief: string) =>
  ({ kind: 'boolean', optional: true, withNegated: false, brief }) as const;
