/**
 * The running system. Straight calls and errno translation, no decisions: keep it that way.
 * @module
 */
import os from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import { loadLibc } from './ffi.ts';
import type { Libc } from './ffi.ts';
import type { Identity, Kernel } from './kernel.ts';
import { namespaceCookie } from './linux-cookie.ts';
import { linuxFiles } from './linux-files.ts';
import { sockDiagSockets } from './linux-sock-diag.ts';
import { namespaceDoor } from './linux-within.ts';

/**
 * A kernel for this process. It can be made on every system; away from Linux, and where koffi cannot
 * load, `sockDiag` and entering a namespace throw `UnsupportedError`.
 *
 * @param load Binds the system calls, at the first call that needs one. Tests pass their own.
 */
export function linuxKernel(load: () => Libc = loadLibc): Kernel {
  let bound: Libc | undefined;
  const libc = (): Libc => (bound ??= load());
  const door = namespaceDoor(libc);
  const sockets = sockDiagSockets(libc, door.within);
  const close = (): void => {
    sockets.close();
    door.close();
  };
  return {
    identity: identity(),
    epochMs: () => Date.now(),
    monotonicMs,
    sleepMs,
    ...linuxFiles,
    within: door.within,
    namespaceCookie: () => namespaceCookie(libc()),
    sockDiag: sockets.dump,
    close,
    [Symbol.dispose]: close,
  };
}

function identity(): Identity {
  return {
    platform: process.platform,
    arch: process.arch,
    hostname: os.hostname(),
    release: os.release(),
    cpus: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    uptimeSeconds: Math.round(os.uptime()),
    pid: process.pid,
    uid: process.geteuid?.() ?? -1,
  };
}

/** The same clock on every thread; `performance.now()` starts anew on each. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

async function sleepMs(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await after(ms, undefined, { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
