/**
 * The way back: every value that is still ours gets its former text again, last written first. What
 * cannot be put back, or is somebody else's by now, is told apart and written down.
 *
 * It can be broken off anywhere and done again: a value that is back is not written twice.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Doors } from './doors.ts';
import { watchPath } from './doors.ts';
import { bootId } from './boot-clock.ts';
import type { Entry, Failure, Fate, FileFate, Step, Why } from './entry.ts';
import { removeQuietly, updateEntry } from './journal.ts';
import { restoreValue } from './one-value.ts';
import { removeFile } from './persist.ts';
import type { FindPlace } from './place.ts';
import { findPlaces } from './place.ts';

/** What was undone, and whether the journal knows. */
export interface TakenBack {
  readonly entry: Entry;
  /** Errno: the values are as the entry says, but the journal could not be brought up to date. */
  readonly unrecorded?: string;
}

/**
 * Takes one apply back. The lock must be held. A journal that cannot be written does not stop it: the
 * values matter more.
 *
 * @param failure The value that made it necessary.
 */
export function takeBack(doors: Doors, entry: Entry, why: Why, failure?: Failure): TakenBack {
  const reason = { why, ...(failure === undefined ? {} : { failure }) };
  if (entry.state.kind !== 'undoing') {
    record(doors, { ...entry, state: { kind: 'undoing', ...reason } });
  }
  const fates = putBack(doors, entry, reason);
  const file = entry.file === undefined ? undefined : removeFile(doors, entry.id, entry.file);
  return end(doors, entry, { ...reason, fates, ...(file === undefined ? {} : { file }) });
}

/** How an apply ended. */
export interface Ending extends Reason {
  /** @default none: nothing had been written, or it is gone with the running kernel */
  readonly fates?: readonly Fate[];
  readonly file?: FileFate;
}

/** Closes an entry in the journal, as far as the journal can be written. */
export function end(doors: Doors, entry: Entry, { fates = [], ...ending }: Ending): TakenBack {
  const at = new Date(doors.kernel.epochMs()).toISOString();
  const ended: Entry = { ...entry, state: { kind: 'ended', at, ...ending, fates } };
  const unrecorded = record(doors, ended);
  removeQuietly(doors.store, watchPath(doors.stateDir, entry.id));
  return { entry: ended, ...(unrecorded === undefined ? {} : { unrecorded }) };
}

/** @returns Errno when it could not be written. */
export function record(doors: Doors, entry: Entry): string | undefined {
  try {
    updateEntry(doors, entry);
    return undefined;
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
}

/** Why it is done. */
interface Reason {
  readonly why: Why;
  readonly failure?: Failure;
}

/** One fate for each step, in the order of the steps. */
function putBack(doors: Doors, entry: Entry, reason: Reason): Fate[] {
  const restarted = bootId(doors.kernel) !== entry.bootId;
  const places = findPlaces(doors.kernel);
  const way = restarted ? places.afterRestart : places.again;
  return entry.steps
    .map((step, n) => ({ step, n }))
    .toReversed()
    .map(
      ({ step, n }) =>
        untouched(reason, n) ?? putOneBack(doors, way, restarted ? anew(step) : step),
    )
    .toReversed();
}

/** After a restart every namespace is another one; its name alone leads there. */
const anew = ({ namespace: { id, name }, ...step }: Step): Step => ({
  ...step,
  namespace: { id, name },
});

/** What was never written stays as it is, even if somebody else gave it the value we wanted. */
function untouched({ why, failure }: Reason, n: number): Fate | undefined {
  if (failure === undefined || n < failure.step) return undefined;
  if (n > failure.step) return { fate: 'back' };
  return why === 'moved on' ? { fate: 'theirs', found: failure.found ?? '' } : undefined;
}

function putOneBack(doors: Doors, way: FindPlace, step: Step): Fate {
  const ref = way(step.namespace);
  if (ref === undefined) return { fate: 'gone' };
  const setting = doors.settingOf(step.key);
  // Also what a journal says is written only if it is in the catalogue: it is a file like any other.
  if (setting === undefined) return { fate: 'stuck', code: 'ENOTSUP' };
  return restoreValue(doors, ref, setting.shape, step);
}
