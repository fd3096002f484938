/**
 * Waiting until a running check looks at sockets.
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { until } from '../src/lab/until.ts';

/**
 * Resolves once it holds a socket besides its standard streams: the netlink socket of its first look,
 * which it keeps.
 */
export const looking = (child: ChildProcess): Promise<true> =>
  until('the first look', () => holdsSocket(child.pid ?? 0), { deadlineMs: 30_000 });

const holdsSocket = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/fd`).some(
    (fd) => Number(fd) > 2 && targetOf(`/proc/${pid}/fd/${fd}`).startsWith('socket:'),
  );

/** Where a descriptor leads; empty when it has been closed meanwhile. */
function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
