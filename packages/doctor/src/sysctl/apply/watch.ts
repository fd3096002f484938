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
import { readEntry, removeQuietly } from './journal.ts';
import { lockHolder } from '../../kernel/lock-holder.ts';
import { sysctlPath } from './one-value.ts';
import { findPlaces } from './place.ts';
import { due, takeBackDue } from './recover.ts';

/** Time between two looks at the journal, ms. */
const POLL_MS = 100;

/** A command holds the lock for a moment. One that still has it after this time hangs, ms. */
const HANGS_MS = 10_000;

/** A watchdog that has started. Its lock says that it lives. */
export interface Watch {
  /** Watches to the end. */
  run(): Promise<void>;
}

/**
 * Gets ready: reads the journal, tries the way into every namespace, then says that it lives. A watchdog
 * that could not put a value back says nothing, and nothing is written.
 *
 * @throws {SysError} When it could not do its work.
 */
export async function startWatch(doors: Doors, id: string): Promise<Watch> {
  const entry = readEntry(doors, id);
  rehearse(doors, entry);
  const alive = await takeOwnLock(doors, id);
  return { run: () => watch(doors, entry, alive) };
}

function rehearse({ kernel }: Doors, { steps }: Entry): void {
  const places = findPlaces(kernel);
  for (const { namespace, key } of steps) {
    const ref = places.again(namespace);
    if (ref === undefined) throw new SysError('enter', namespace.name, 'ENOENT');
    kernel.within(ref, () => kernel.readText(sysctlPath(key)));
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

async function watch(doors: Doors, first: Entry, alive: Lock): Promise<void> {
  using _alive = alive;
  const { kernel } = doors;
  let entry = first;
  let busySinceMs: number | undefined;
  for (;;) {
    entry = newest(doors, entry);
    if (entry.state.kind === 'confirmed' || entry.state.kind === 'ended') break;
    const tried = isDue(doors, entry) ? tryTakeBack(doors, entry) : 'not due';
    if (tried === 'done') break;
    busySinceMs = tried === 'busy' ? (busySinceMs ?? kernel.monotonicMs()) : undefined;
    if (busySinceMs !== undefined && kernel.monotonicMs() - busySinceMs >= HANGS_MS) {
      endHolder(doors);
      busySinceMs = undefined;
    }
    await kernel.sleepMs(POLL_MS);
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

const isDue = ({ kernel }: Doors, entry: Entry): boolean =>
  due(entry, { bootId: bootId(kernel), bootMs: bootMs(kernel) }) === 'take back';

/** With the lock in hand nobody else is at work: an entry that is still being written has lost its writer. */
function tryTakeBack(doors: Doors, known: Entry): 'done' | 'busy' | 'not due' {
  using lock = lockIfPossible(doors);
  if (lock === undefined) return 'busy';
  const entry = newest(doors, known);
  if (!isDue(doors, entry)) return 'not due';
  takeBackDue(doors, entry);
  return 'done';
}

/** Where no lock can be had at all, because the directory is gone, nobody else has one either. */
function lockIfPossible({ store, stateDir }: Doors): Disposable | undefined {
  try {
    return store.lock(lockPath(stateDir));
  } catch (error) {
    if (error instanceof SysError) return { [Symbol.dispose]: () => {} };
    throw error;
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
