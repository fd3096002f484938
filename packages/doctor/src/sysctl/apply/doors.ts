/**
 * What changing a machine takes: its doors, where the journal is, and who watches over it.
 * @module
 */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Lock, Store } from '../../kernel/store.ts';
import type { Setting } from '../setting.ts';

/** Handed to everything that changes, or undoes. */
export interface Doors {
  readonly kernel: Kernel;
  readonly store: Store;
  /** Directory of the journal: `/var/lib/tcpdoctor`. */
  readonly stateDir: string;
  /** Looks a key up in the catalogue. What is not in it is never written. */
  readonly settingOf: (key: string) => Setting | undefined;
}

/** Where the journal is unless somebody says otherwise. */
export const STATE_DIR = '/var/lib/tcpdoctor';

/** Held by whoever changes something. */
export const lockPath = (stateDir: string): string => `${stateDir}/lock`;

/** Held by the watchdog of an apply, as long as it lives. */
export const watchPath = (stateDir: string, id: string): string => `${stateDir}/${id}.watch`;

/** Longest wait for another command, or for the watchdog, to be done, ms. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 20;

/**
 * Takes the lock of the journal, and makes the directory when there is none.
 * @returns `undefined` when another tcpdoctor holds it.
 * @throws {SysError} When the directory cannot be written.
 */
export function takeLock({ store, stateDir }: Doors): Lock | undefined {
  store.makeDir(stateDir);
  return store.lock(lockPath(stateDir));
}

/** As `takeLock`, but waits up to 5 s for the other one. @throws {SysError} */
export async function awaitLock(doors: Doors): Promise<Lock | undefined> {
  const deadline = doors.kernel.monotonicMs() + PATIENCE_MS;
  for (;;) {
    const lock = takeLock(doors);
    if (lock !== undefined || doors.kernel.monotonicMs() >= deadline) return lock;
    await doors.kernel.sleepMs(RETRY_MS);
  }
}

/**
 * Whether the watchdog of an apply lives. The kernel frees its lock when it dies, however it dies.
 * @throws {SysError}
 */
export function watchdogLives({ store, stateDir }: Doors, id: string): boolean {
  using lock = store.lock(watchPath(stateDir, id));
  return lock === undefined;
}
