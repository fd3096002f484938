/**
 * The open descriptors of one process, looked at in ascending order and only as far as needed.
 *
 * Source: man 5 proc, /proc/PID/fd; the kernel lists them in ascending order (proc_readfd_common).
 * @module
 */
import { SysError } from '../errors.ts';
import type { Kernel } from './kernel.ts';

/** Listing a part of a directory takes three times as long as listing a small one whole (measured). */
const LIST_WHOLE = 512;

/** A walk along the descriptors of one process. */
export interface Descriptors {
  readonly pid: number;
  /** Its descriptors may not be read. */
  readonly denied: boolean;
  /** All were looked at. */
  readonly finished: boolean;
  /**
   * Looks at the next descriptors, up to the `upTo`-th but no more than `most`, and shows every
   * socket's inode.
   * @returns How many it looked at.
   */
  advance(upTo: number, most: number, show: (inode: number) => void): number;
}

/** Starts at the lowest descriptor. Nothing is read yet. */
export function descriptorsOf(kernel: Kernel, pid: number): Descriptors {
  const path = `/proc/${pid}/fd`;
  let names: readonly string[] = [];
  let whole = false;
  let next = 0;
  let denied = false;
  let finished = false;

  /** Where there are 100,000, listing costs as much as looking: a part at a time. */
  function list(upTo: number): void {
    try {
      const { size } = kernel.stat(path); // since 6.2 the number of descriptors
      whole = size > 0 && size <= LIST_WHOLE;
      names = whole ? kernel.listDir(path) : kernel.listDir(path, upTo);
      whole ||= names.length < upTo;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      denied = error.code === 'EACCES' || error.code === 'EPERM';
      whole = true; // denied, or ended meanwhile: there is no more to see
    }
  }

  return {
    pid,
    get denied() {
      return denied;
    },
    get finished() {
      return finished;
    },
    advance(upTo, most, show) {
      if (finished) return 0;
      if (!whole && names.length < upTo) list(upTo);
      const from = next;
      const to = Math.min(upTo, next + most, names.length);
      for (; next < to; next++) {
        const inode = socketInode(kernel, `${path}/${names[next]}`);
        if (inode !== undefined) show(inode);
      }
      finished = whole && next >= names.length;
      return Math.max(0, next - from);
    },
  };
}

/** Inode of the socket a descriptor leads to; `undefined`: another kind of file, closed, or not readable. */
function socketInode(kernel: Kernel, path: string): number | undefined {
  try {
    const target = kernel.readLink(path);
    return target.startsWith('socket:[') ? Number(target.slice(8, -1)) : undefined;
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
