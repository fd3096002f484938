/**
 * Entering a network namespace, and coming back or not living on.
 *
 * `setns` moves the calling thread only. Node's thread pool stays behind, so all that runs inside
 * must be synchronous. A worker thread moves alone too: `/proc/net` would show it the namespace of the
 * main thread, see `linux-files.ts`. Whichever thread cannot come back, the whole process ends.
 * @module
 */
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { SysError } from '../errors.ts';
import type { Libc } from './ffi.ts';
import type { Kernel, NamespaceRef } from './kernel.ts';
import { attempt } from './linux-files.ts';

const CLONE_NEWNET = 0x4000_0000;

/** Exit status of a process that could not come back. */
const STRANDED_STATUS = 99;

/** The way in and out of network namespaces. One per thread. */
export interface NamespaceDoor {
  readonly within: Kernel['within'];
  /** Gives back the descriptor of the way home. */
  close(): void;
}

/** @param libc Called when the first namespace is entered. */
export function namespaceDoor(libc: () => Libc): NamespaceDoor {
  let home: number | undefined;
  let inside: number | undefined;

  function within<T>(namespace: NamespaceRef, work: () => T): T {
    if (inside === namespace.id) return synchronous(work());
    if (inside !== undefined) throw new TypeError('Cannot enter a namespace: already inside one');
    inside = namespace.id;
    try {
      const result = namespace.path === undefined ? work() : visit(namespace, namespace.path, work);
      return synchronous(result);
    } finally {
      inside = undefined;
    }
  }

  function visit<T>({ id }: NamespaceRef, path: string, work: () => T): T {
    const system = libc();
    home ??= openPath('/proc/thread-self/ns/net');
    enter(system, path, id);
    try {
      return work();
    } finally {
      comeBack(system, home);
    }
  }

  return {
    within,
    close() {
      if (home !== undefined) closeSync(home);
      home = undefined;
    },
  };
}

const openPath = (path: string): number => attempt('open', path, () => openSync(path, 'r'));

/** A pid may have been given to another process since: then the path leads elsewhere. */
function enter(libc: Libc, path: string, id: number): void {
  const target = openPath(path);
  try {
    if (fstatSync(target).ino !== id) throw new SysError('open', path, 'ESTALE');
    libc.setns(target, CLONE_NEWNET);
  } catch (cause) {
    throw cause instanceof SysError ? new SysError(cause.op, path, cause.code, { cause }) : cause;
  } finally {
    closeSync(target);
  }
}

/** A process left in a foreign namespace would mistake it for its own: it ends here. */
function comeBack(libc: Libc, home: number): void {
  try {
    libc.setns(home, CLONE_NEWNET);
  } catch (error) {
    try {
      writeSync(2, `Cannot return to the own network namespace, ending: ${String(error)}\n`);
    } finally {
      endProcess(libc);
    }
  }
}

/** Even if `_exit` should fail: nothing catches SIGKILL. */
function endProcess(libc: Libc): void {
  try {
    libc.exitNow(STRANDED_STATUS);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

function synchronous<T>(result: T): T {
  if (typeof result === 'object' && result !== null && 'then' in result) {
    throw new TypeError('Cannot run asynchronous work inside a namespace');
  }
  return result;
}
