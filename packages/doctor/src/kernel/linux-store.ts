/**
 * Changes to the running system. Straight calls, no decisions: keep it that way.
 * @module
 */
import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SysError } from '../errors.ts';
import { loadFlock } from './ffi.ts';
import type { Flock } from './ffi.ts';
import { attempt } from './linux-files.ts';
import type { Lock, Store } from './store.ts';

/** Exclusive, and refused instead of waited for. Source: include/uapi/asm-generic/fcntl.h. */
const LOCK_EX_NB = 2 | 4;

/** The same number; Node knows it by both names. */
const HELD: ReadonlySet<string> = new Set(['EAGAIN', 'EWOULDBLOCK']);

/** @param load Binds `flock`, at the first lock. */
export function linuxStore(load: () => Flock = loadFlock): Store {
  let flock: Flock | undefined;
  return {
    makeDir(path) {
      const made = attempt('create', path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
      if (made !== undefined) syncNames(path, dirname(made));
      refuseOthers(path);
    },
    create: (path, text, mode) =>
      withFile('create', path, { flags: 'wx', mode }, (fd) => writeAll(fd, path, text)),
    sync: syncPath,
    rename: (from, to) => attempt('rename', from, () => renameSync(from, to)),
    remove: (path) => attempt('remove', path, () => unlinkSync(path)),
    // Neither made nor emptied: a sysctl that is not there is refused, and nothing but the value changes.
    writeSysctl: (path, text) =>
      withFile('write', path, { flags: constants.O_WRONLY }, (fd) => writeOnce(fd, path, text)),
    lock: (path) => takeLock(path, (flock ??= load())),
    kill: (pid) => attempt('kill', `process ${pid}`, () => void process.kill(pid, 'SIGKILL')),
  };
}

/** Up to the directory that was there already. */
function syncNames(path: string, top: string): void {
  for (let at = dirname(path); at.length >= top.length; at = dirname(at)) {
    syncPath(at);
    if (at === top) return;
  }
}

const OTHERS_MAY_WRITE = 0o022;

/** Whoever may write into the journal decides what is put back by root. */
function refuseOthers(path: string): void {
  const { uid, mode } = attempt('use', path, () => statSync(path));
  if (uid !== process.geteuid?.() || (mode & OTHERS_MAY_WRITE) !== 0)
    throw new SysError('use', path, 'EXPOSED');
}

const syncPath = (path: string): void =>
  withFile('sync', path, { flags: 'r' }, (fd) => fsyncSync(fd));

function withFile(
  op: string,
  path: string,
  { flags, mode }: { readonly flags: string | number; readonly mode?: number },
  work: (fd: number) => void,
): void {
  attempt(op, path, () => {
    const fd = openSync(path, flags, mode);
    try {
      work(fd);
    } finally {
      closeSync(fd);
    }
  });
}

function writeAll(fd: number, path: string, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    const wrote = writeSync(fd, bytes, done);
    if (wrote === 0) throw new SysError('create', path, 'EIO');
    done += wrote;
  }
}

function writeOnce(fd: number, path: string, text: string): void {
  const bytes = Buffer.from(text);
  if (writeSync(fd, bytes) !== bytes.length) throw new SysError('write', path, 'EIO');
}

/** Node opens files so that programs it starts do not inherit them: the lock ends with this process. */
function takeLock(path: string, flock: Flock): Lock | undefined {
  const flags = constants.O_RDWR | constants.O_CREAT;
  const fd = attempt('lock', path, () => openSync(path, flags, 0o600));
  try {
    flock(fd, LOCK_EX_NB);
  } catch (error) {
    closeSync(fd);
    if (error instanceof SysError && HELD.has(error.code)) return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => closeSync(fd) };
}
