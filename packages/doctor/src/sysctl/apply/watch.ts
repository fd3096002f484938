/**
 * The watchdog: a process of its own that takes an apply back unless it is confirmed in time, and at
 * once when the command that writes it dies.
 * @module
 */
import { DecodeError, SysError } from '../../errors.ts';
import type { Lock } from '../../kernel/store.ts';
import type { Doors } from './doors.ts';
import { lockPath, watchPath } from './doors.ts';
import { bootId, bootMs } from './boot-clock.ts';
import type { Entry } from './entry.ts';
import { isOver } from './entry.ts';
import { readEntry, removeQuietly } from './journal.ts';
import { lockHolder } from '../../kernel/lock-holder.ts';
import { readValue } from './one-value.ts';
import { findPlaces } from './place.ts';
import { due, takeBackDue } from './recover.ts';
import { takeBack } from './take-back.ts';
import { withUnfinished } from './unfinished.ts';

/** Time between two looks at the journal, ms. */
const POLL_MS = 100;

/** A command holds the lock for a moment. One that still has it after this time hangs, ms. */
const HANGS_MS = 10_000;

/** Time between two attempts when something could not be put back, ms, and how many there are. */
const RETRY_MS = 1_000;
const ATTEMPTS = 30;

/** A watchdog that has started. Its lock says that it lives. */
export interface Watch {
  /** Watches to the end. */
  run(): Promise<void>;
}

/**
 * Gets ready: reads the journal, tries the way into every namespace, then says that it lives. A watchdog
 * that could not put a value back says nothing, and nothing is written.
 *
 * @param stop Aborted when the watchdog is asked to end: what nobody has confirmed is put back at once.
 * @throws {SysError} When it could not do its work.
 */
export async function startWatch(doors: Doors, id: string, stop?: AbortSignal): Promise<Watch> {
  const entry = readEntry(doors, id);
  rehearse(doors, entry);
  const alive = await takeOwnLock(doors, id);
  return { run: () => watch(doors, entry, alive, stop) };
}

function rehearse(doors: Doors, { steps }: Entry): void {
  const places = findPlaces(doors.kernel);
  for (const step of steps) {
    const ref = places.again(step.namespace);
    if (ref === undefined) throw new SysError('enter', step.namespace.name, 'ENOENT');
    const read = readValue(doors, ref, step);
    if (read instanceof SysError) throw read;
  }
}

/** Whoever asks whether it lives holds the lock for a moment. */
async function takeOwnLock({ kernel, store, stateDir }: Doors, id: string): Promise<Lock> {
  const path = watchPath(stateDir, id);
  for (let tries = 0; tries < 500; tries++) {
    const lock = store.lock(path);
    if (lock !== undefined) return lock;
    await kernel.sleepMs(10);
  }
  throw new SysError('lock', path, 'EBUSY');
}

async function watch(
  doors: Doors,
  first: Entry,
  alive: Lock,
  stop: AbortSignal | undefined,
): Promise<void> {
  using _alive = alive;
  const { kernel } = doors;
  let entry = first;
  let busySinceMs: number | undefined;
  for (let attempts = 0; attempts < ATTEMPTS;) {
    entry = newest(doors, entry);
    if (entry.state.kind === 'confirmed' || isOver(entry)) break;
    const turn = takeTurn(doors, entry, stop?.aborted === true);
    if (turn === 'done') break;
    if (turn === 'not whole') attempts += 1;
    busySinceMs = turn === 'busy' ? (busySinceMs ?? kernel.monotonicMs()) : undefined;
    if (busySinceMs !== undefined && kernel.monotonicMs() - busySinceMs >= HANGS_MS) {
      endHolder(doors);
      busySinceMs = undefined;
    }
    await kernel.sleepMs(turn === 'not whole' ? RETRY_MS : POLL_MS);
  }
  removeQuietly(doors.store, watchPath(doors.stateDir, first.id));
}

/** A journal that cannot be read, or was removed, does not stop the clock: the last known entry counts. */
function newest(doors: Doors, known: Entry): Entry {
  try {
    return readEntry(doors, known.id);
  } catch (error) {
    if (error instanceof SysError || error instanceof DecodeError) return known;
    throw error;
  }
}

/** What came of one look at the journal. `not whole`: some of it could not be put back, or written down. */
type Turn = 'done' | 'busy' | 'not due' | 'not whole';

/** A machine that refuses something now, a clock that cannot be read, is no reason to give up. */
function takeTurn(doors: Doors, entry: Entry, stopped: boolean): Turn {
  try {
    return isDue(doors, entry, stopped) ? tryTakeBack(doors, entry, stopped) : 'not due';
  } catch (error) {
    if (error instanceof SysError || error instanceof DecodeError) return 'not whole';
    throw error;
  }
}

/** What nobody has confirmed is due when its time has come, and when the watchdog has to go. */
function isDue({ kernel }: Doors, entry: Entry, stopped: boolean): boolean {
  if (entry.state.kind === 'confirmed' || isOver(entry)) return false;
  if (stopped || entry.state.kind === 'ended') return true;
  return due(entry, { bootId: bootId(kernel), bootMs: bootMs(kernel) }) === 'take back';
}

/** With the lock in hand nobody else is at work: an entry that is still being written has lost its writer. */
function tryTakeBack(doors: Doors, known: Entry, stopped: boolean): Turn {
  using lock = lockIfPossible(doors);
  if (lock === undefined) return 'busy';
  const entry = newest(doors, known);
  if (!isDue(doors, entry, stopped)) return 'not due';
  const early = stopped && entry.state.kind === 'waiting';
  const { entry: ended, unrecorded } = early
    ? takeBack(doors, entry, 'watchdog ended')
    : takeBackDue(doors, withUnfinished(doors, entry));
  return isOver(ended) && unrecorded === undefined ? 'done' : 'not whole';
}

/** Not a lock held by somebody: this machine has nothing left to make one with, at this moment. */
const EXHAUSTED: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOLCK', 'EINTR']);

/** Where no lock can be had at all, because the directory is gone, nobody else has one either. */
function lockIfPossible({ store, stateDir }: Doors): Disposable | undefined {
  try {
    return store.lock(lockPath(stateDir));
  } catch (error) {
    if (!(error instanceof SysError) || EXHAUSTED.has(error.code)) throw error;
    return { [Symbol.dispose]: () => {} };
  }
}

/** A stopped command would go on writing later, over what was put back: it ends first. */
function endHolder({ kernel, store, stateDir }: Doors): void {
  const pid = lockHolder(kernel, lockPath(stateDir));
  try {
    if (pid !== undefined) store.kill(pid);
  } catch (error) {
    if (!(error instanceof SysError)) throw error; // it has ended meanwhile
  }
}
