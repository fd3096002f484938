/**
 * Files of the running system, synchronously: Node's thread pool does not follow into a namespace.
 * @module
 */
import {
  closeSync,
  constants,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { SysError } from '../errors.ts';
import type { Kernel } from './kernel.ts';

/** The part of a `Kernel` that reads files. */
export type Files = Pick<Kernel, 'readText' | 'inDir' | 'listDir' | 'readLink' | 'stat'>;

/**
 * The files of this machine. Node reads text in one native call that does not ask for the size, which
 * /proc says is 0; a loop of our own around a buffer of our own was no faster (measured).
 */
export const linuxFiles: Files = {
  readText: (path) => attempt('read', path, () => readFileSync(ofThisThread(path), 'utf8')),
  inDir,
  listDir: (path, most) =>
    attempt('list', path, () => (most === undefined ? readdirSync(path) : firstNames(path, most))),
  readLink: (path) => attempt('readlink', path, () => readlinkSync(path)),
  stat: (path) =>
    attempt('stat', path, () => {
      const { ino, size, dev } = statSync(path);
      return { inode: ino, size, device: dev };
    }),
};

/**
 * `/proc/net` shows the namespace of the main thread. Each other thread has its own, which follows it
 * into a namespace (since Linux 3.17).
 */
const ofThisThread = (path: string): string =>
  isMainThread || !path.startsWith('/proc/net/') ? path : `/proc/thread-self${path.slice(5)}`;

function inDir<T>(path: string, work: (shortcut: string) => T): T {
  const dir = attempt('open', path, () =>
    openSync(path, constants.O_RDONLY | constants.O_DIRECTORY),
  );
  try {
    return work(`/proc/self/fd/${dir}`);
  } finally {
    closeSync(dir);
  }
}

function firstNames(path: string, most: number): string[] {
  const names: string[] = [];
  const dir = opendirSync(path, { bufferSize: Math.max(1, Math.min(most, 1_024)) });
  try {
    while (names.length < most) {
      const entry = dir.readSync();
      if (entry === null) break;
      names.push(entry.name);
    }
  } finally {
    dir.closeSync();
  }
  return names;
}

/** Runs a Node file operation; what the system refuses becomes a `SysError`. */
export function attempt<T>(op: string, target: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw cause;
    throw new SysError(op, target, code, { cause });
  }
}
