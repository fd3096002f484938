/**
 * Which process holds a lock, as the kernel tells.
 *
 * Source: man 5 proc_locks.
 * @module
 */
import { SysError } from '../errors.ts';
import type { Kernel } from './kernel.ts';

const LINE = /^\d+: FLOCK\s+ADVISORY\s+WRITE\s+(\d+) \S+:(\d+) /;

/** Pid of the process that holds the lock of a file; absent when there is none, or it cannot be told. */
export function lockHolder(kernel: Kernel, path: string): number | undefined {
  try {
    const { inode } = kernel.stat(path);
    const pids = kernel
      .readText('/proc/locks')
      .split('\n')
      .map((line) => LINE.exec(line))
      .flatMap((match) => (match !== null && Number(match[2]) === inode ? [Number(match[1])] : []));
    return pids.find((pid) => hasOpen(kernel, pid, path));
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

/** Inodes are counted per file system, and which one a lock is in cannot always be told. */
function hasOpen(kernel: Kernel, pid: number, path: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return kernel.listDir(folder).some((fd) => leadsTo(kernel, `${folder}/${fd}`, path));
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

function leadsTo(kernel: Kernel, link: string, path: string): boolean {
  try {
    return kernel.readLink(link) === path;
  } catch (error) {
    if (error instanceof SysError) return false; // closed meanwhile
    throw error;
  }
}
