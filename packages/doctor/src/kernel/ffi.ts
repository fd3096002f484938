/**
 * System calls that Node does not offer, through koffi. Loaded at the first call, never before.
 *
 * The native file is loaded directly where it can be found: koffi's own loader costs 13 ms more.
 * @module
 */
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { SysError, UnsupportedError } from '../errors.ts';

/**
 * The system calls in use. Each returns what the call returned, repeats itself on EINTR, and throws
 * on refusal.
 */
export interface Libc {
  /** @throws {SysError} */
  socket(domain: number, type: number, protocol: number): number;
  /** @throws {SysError} */
  send(fd: number, bytes: Uint8Array): number;
  /** @returns Bytes received; with MSG_TRUNC the length of the message, which may be more. @throws {SysError} */
  recv(fd: number, into: Uint8Array, flags: number): number;
  /** @throws {SysError} */
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): void;
  /** Fills `into` with what the option is. @throws {SysError} */
  getsockopt(fd: number, level: number, option: number, into: Uint8Array): void;
  /** Acts on the calling thread only. @throws {SysError} */
  setns(fd: number, kind: number): void;
  /** @throws {SysError} */
  close(fd: number): void;
  /** Ends the process at once: no handlers, no output flushed. */
  exitNow(status: number): void;
}

/** Locks an open file, or with other bits in `operation` gives it back. @throws {SysError} `EAGAIN` or `EWOULDBLOCK`: held by another. */
export type Flock = (fd: number, operation: number) => void;

/** The part of koffi in use, which its native file has as well. */
interface Koffi {
  load(path: string | null): { func(prototype: string): (...args: unknown[]) => unknown };
  errno(): number;
}

const ERRNO_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, number]) => [number, name]),
);

/** Symbolic name of an errno: `EPERM` for 1; `E524` for one that Node has no name for. */
const errnoName = (errno: number): string => ERRNO_NAMES.get(errno) ?? `E${errno}`;

/**
 * Binds the C library of this process.
 * @throws {UnsupportedError} `ffi`: not Linux, or koffi has no binary for this machine.
 */
export function loadLibc(): Libc {
  if (process.platform !== 'linux') throw new UnsupportedError('ffi');
  try {
    return bindLibc(loadKoffi());
  } catch (cause) {
    throw new UnsupportedError('ffi', { cause });
  }
}

/**
 * Binds `flock`, which Node does not offer either.
 * @throws {UnsupportedError} As `loadLibc`.
 */
export function loadFlock(): Flock {
  if (process.platform !== 'linux') throw new UnsupportedError('ffi');
  try {
    const flock = binder(loadKoffi())('lock', 'file', 'int flock(int, int)');
    return (fd, operation) => void flock(fd, operation);
  } catch (cause) {
    throw new UnsupportedError('ffi', { cause });
  }
}

function loadKoffi(): Koffi {
  const require = createRequire(import.meta.url);
  const native = `@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`;
  try {
    // Resolved from koffi's place: with strict package managers only koffi can see its binaries.
    return createRequire(require.resolve('koffi'))(native) as Koffi;
  } catch {
    // Another layout or another C library (musl): koffi's own loader knows them all.
    return require('koffi') as Koffi;
  }
}

/** Binds functions of the process itself: whatever C library it runs on. */
function binder(koffi: Koffi) {
  const library = koffi.load(null);
  return (op: string, target: string, prototype: string) => {
    const call = library.func(prototype);
    return (...args: unknown[]): number => {
      for (;;) {
        const result = Number(call(...args));
        if (result >= 0) return result;
        const code = errnoName(koffi.errno()); // on the very next line: any call in between overwrites it
        if (code !== 'EINTR') throw new SysError(op, target, code);
      }
    };
  };
}

function bindLibc(koffi: Koffi): Libc {
  const bind = binder(koffi);
  const netlink = 'netlink:sock_diag';
  const socket = bind('socket', netlink, 'int socket(int, int, int)');
  const send = bind('send', netlink, 'intptr_t send(int, const void *, size_t, int)');
  const recv = bind('recv', netlink, 'intptr_t recv(int, void *, size_t, int)');
  const setsockopt = bind(
    'setsockopt',
    netlink,
    'int setsockopt(int, int, int, const void *, int)',
  );
  const getsockopt = bind('getsockopt', 'socket', 'int getsockopt(int, int, int, void *, void *)');
  const setns = bind('setns', 'net namespace', 'int setns(int, int)');
  const close = bind('close', netlink, 'int close(int)');
  const exit = koffi.load(null).func('void _exit(int)');
  return {
    socket,
    send: (fd, bytes) => send(fd, bytes, bytes.length, 0),
    recv: (fd, into, flags) => recv(fd, into, into.length, flags),
    setsockopt: (fd, level, option, value) =>
      void setsockopt(fd, level, option, value, value.length),
    getsockopt: (fd, level, option, into) =>
      void getsockopt(fd, level, option, into, Uint32Array.of(into.length)),
    setns: (fd, kind) => void setns(fd, kind),
    close: (fd) => void close(fd),
    exitNow: (status) => void exit(status),
  };
}
