/**
 * An apply of the journal as lines of text: what was changed and what became of it.
 * @module
 */
import type { Lang, Text } from '../model/text.ts';
import { same } from '../model/text.ts';
import type { Style } from '../report/style.ts';
import { printable } from '../report/printable.ts';
import { hang } from '../report/wrap.ts';
import type { Entry, Failure, Fate, Step } from '../sysctl/apply/entry.ts';
import { isOver } from '../sysctl/apply/entry.ts';
import type { TakenBack } from '../sysctl/apply/take-back.ts';
import { plainValue } from '../sysctl/value.ts';
import { FAILED, FATE, JOURNAL, STATE, WHY } from './apply-words.ts';
import { reasonFor } from './reasons.ts';

/** What is known of the file of an apply. */
export type FileSeen = 'ours' | 'theirs' | 'absent';

/** A value as it is shown: one line, and `""` for none. */
export const shown = (text: string): string =>
  plainValue(text) === '' ? '""' : printable(plainValue(text));

/** Why an apply ended, in words. */
export const whyText = (why: string): Text => WHY[why] ?? same(why);

/** Time of day for people: `10:01:00`. */
export const clock = (iso: string): string =>
  new Date(iso).toLocaleTimeString('en-GB', { hour12: false });

/** What the journal does not say of an apply. */
export interface EntrySeen {
  /** The host has restarted since. */
  readonly restarted: boolean;
  /** Its time to confirm is over, and nobody watches over it any more. */
  readonly overdue: boolean;
  /** What was found where its file should be. */
  readonly file?: FileSeen;
}

/** One apply with its reasons. */
export function* entryLines(
  entry: Entry,
  { lang, cells, paint }: Style,
  seen: EntrySeen,
): Generator<string> {
  const at = new Date(entry.at).toLocaleString('sv-SE');
  const state = printable(stateText(entry, seen)[lang]);
  yield* hang(`${paint('title', entry.id)}  `, `${at}  ${state}`, cells);
  for (const [n, step] of entry.steps.entries()) {
    const fate = entry.state.kind === 'ended' ? entry.state.fates[n] : undefined;
    const more = fate === undefined ? '' : `  ${fateText(fate)[lang]}`;
    yield `  ${stepText(step)}${more}`;
    yield* hang('      ', printable(step.why[lang]), cells);
  }
}

/** `blue  net.core.somaxconn  4096 → 8192`. */
export const stepText = ({ namespace, key, from, to }: Step): string =>
  `${printable(namespace.name)}  ${printable(key)}  ${shown(from)} → ${shown(to)}`;

function stateText({ state, file }: Entry, { restarted, overdue, file: seen }: EntrySeen): Text {
  if (restarted && state.kind !== 'ended' && file === undefined) return STATE.left;
  switch (state.kind) {
    case 'writing':
      return STATE.writing;
    case 'waiting':
      return (overdue ? STATE.overdue : STATE.waiting)(clock(state.until));
    case 'confirmed':
      if (file === undefined) return STATE.confirmed;
      return seen === 'ours' ? STATE.persisted(file.path) : STATE.fileMissing(file.path);
    case 'undoing':
      return STATE.undoing;
    case 'ended':
    default:
      return whyText(state.why);
  }
}

/** What became of one value. */
export function fateText(fate: Fate): Text {
  switch (fate.fate) {
    case 'back':
      return FATE.back;
    case 'gone':
      return FATE.gone;
    case 'theirs':
      return FATE.theirs(shown(fate.found));
    case 'stuck':
    default: {
      const { code, found } = fate;
      const why =
        code === undefined ? FATE.notKept : code === 'ENOTSUP' ? FATE.unknown : reasonFor(code);
      return FATE.stuck(found === undefined ? '' : shown(found), why);
    }
  }
}

/** What became of everything in an apply that was taken back, line by line. */
export function* takenBackLines({ entry, unrecorded }: TakenBack, lang: Lang): Generator<string> {
  const { state, steps, file } = entry;
  if (state.kind !== 'ended') return;
  for (const [n, fate] of state.fates.entries()) {
    const step = steps[n];
    if (step === undefined) continue;
    const value = fate.fate === 'back' ? ` ${shown(step.from)}` : '';
    yield `  ${printable(step.namespace.name)}  ${printable(step.key)}${value}  ${fateText(fate)[lang]}`;
  }
  if (file !== undefined && state.file !== undefined) {
    const text = {
      removed: JOURNAL.fileRemoved,
      theirs: JOURNAL.fileTheirs,
      absent: JOURNAL.fileAbsent,
      stuck: JOURNAL.fileStuck,
    }[state.file];
    yield `  ${text(printable(file.path))[lang]}`;
  }
  if (unrecorded !== undefined) yield JOURNAL.unrecorded(reasonFor(unrecorded))[lang];
}

/** The value that made an apply fail. */
export function failureText(
  { steps }: Entry,
  { step: n, code, found }: Failure,
  moved: boolean,
): Text {
  const step = steps[n];
  if (step === undefined) return same('');
  const key = `${printable(step.namespace.name)} ${printable(step.key)}`;
  if (moved) return FAILED.moved(key, shown(found ?? ''));
  if (code !== undefined) return FAILED.refused(key, shown(step.to), reasonFor(code));
  return FAILED.clamped(key, shown(step.to), shown(found ?? step.from));
}

/** What earlier commands had left unfinished and this one has put in order. */
export function* unfinishedLines(all: readonly TakenBack[], lang: Lang): Generator<string> {
  for (const each of all) {
    const { state, id } = each.entry;
    if (state.kind !== 'ended' || state.why === 'host restarted') continue;
    yield JOURNAL.unfinished(id, whyText(state.why))[lang];
    yield* takenBackLines(each, lang);
  }
}

/** Whether all values are as they were. */
export const isWhole = ({ entry, unrecorded }: TakenBack): boolean =>
  unrecorded === undefined && isOver(entry);
