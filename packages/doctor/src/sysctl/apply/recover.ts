/**
 * What a killed command or watchdog left unfinished is finished here, before anything else is done.
 * @module
 */
import type { Doors } from './doors.ts';
import { lockPath } from './doors.ts';
import { bootId, bootMs } from './boot-clock.ts';
import type { Entry } from './entry.ts';
import { isOver } from './entry.ts';
import { readJournal } from './journal.ts';
import { lockHolder } from '../../kernel/lock-holder.ts';
import type { TakenBack } from './take-back.ts';
import { end, takeBack } from './take-back.ts';

/** The journal once everything overdue is done. */
export interface Recovered {
  /** The whole journal, oldest first. */
  readonly entries: readonly Entry[];
  /** Of these, those that were taken back or closed just now. */
  readonly takenBack: readonly TakenBack[];
  /** Files of the journal that nobody can read: what they say is not undone. */
  readonly damaged: readonly string[];
}

/**
 * Takes back what was not confirmed in time and what was interrupted, and closes what went with a
 * restart of the host. The lock must be held: so an entry that is being written has lost its writer.
 *
 * @throws {SysError} When the directory of the journal cannot be read.
 */
export function recover(doors: Doors): Recovered {
  const now = { bootId: bootId(doors.kernel), bootMs: bootMs(doors.kernel) };
  const takenBack: TakenBack[] = [];
  const journal = readJournal(doors);
  const entries = journal.entries.map((entry) => {
    const done = settle(doors, entry, now);
    if (done === undefined) return entry;
    takenBack.push(done);
    return done.entry;
  });
  return { entries, takenBack, damaged: journal.damaged };
}

/** Which start of the host it is, and how long ago that was. */
export interface Now {
  readonly bootId: string;
  readonly bootMs: number;
}

function settle(doors: Doors, entry: Entry, now: Now): TakenBack | undefined {
  const todo = due(entry, now);
  if (todo === 'nothing') return undefined;
  return todo === 'close'
    ? end(doors, entry, { why: 'host restarted' })
    : takeBackDue(doors, entry);
}

/** Takes back an entry that is due, or goes on where that was broken off. The lock must be held. */
export function takeBackDue(doors: Doors, entry: Entry): TakenBack {
  const { state } = entry;
  if (state.kind === 'undoing' || state.kind === 'ended')
    return takeBack(doors, entry, state.why, state.failure);
  return takeBack(doors, entry, state.kind === 'waiting' ? 'not confirmed' : 'interrupted');
}

/** What is to be done about an entry that nobody is working at. */
export function due(entry: Entry, now: Now): 'nothing' | 'close' | 'take back' {
  const { state, file } = entry;
  if (isOver(entry)) return 'nothing';
  // With a file of its own it may have come back with the host.
  if (entry.bootId !== now.bootId && file === undefined) return 'close';
  if (state.kind === 'ended') return 'nothing'; // something is stuck: whoever wants that tries again
  if (state.kind === 'confirmed') return 'nothing';
  const early = state.kind === 'waiting' && now.bootMs < state.untilBootMs;
  return early && entry.bootId === now.bootId ? 'nothing' : 'take back';
}

/** A watchdog that lives acts within this time after the deadline, ms. */
const MOMENT_MS = 5_000;

/**
 * Entries that were left to themselves: nobody is at work, and nobody is going to take them back. For
 * those who only look: takes no lock.
 *
 * @throws {SysError}
 */
export function leftAlone(doors: Omit<Doors, 'store'>, entries: readonly Entry[]): Entry[] {
  const { kernel, stateDir } = doors;
  if (entries.every(isOver)) return [];
  const now = { bootId: bootId(kernel), bootMs: bootMs(kernel) };
  const left = entries.filter(
    (entry) =>
      due(entry, now) === 'take back' &&
      (entry.state.kind !== 'waiting' || now.bootMs >= entry.state.untilBootMs + MOMENT_MS),
  );
  return left.length > 0 && lockHolder(kernel, lockPath(stateDir)) === undefined ? left : [];
}
