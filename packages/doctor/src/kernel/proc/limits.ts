/**
 * /proc/PID/limits: how many descriptors a process may open. Everyone may read it.
 *
 * Source: fs/proc/base.c, proc_pid_limits.
 * @module
 */
import { DecodeError } from '../../errors.ts';
import type { Kernel } from '../kernel.ts';

/** Soft limit of open files; `undefined`: unlimited. @throws {SysError} */
export const readOpenFilesLimit = (kernel: Kernel, pid: number): number | undefined =>
  parseOpenFilesLimit(kernel.readText(`/proc/${pid}/limits`));

/** The soft limit in the line `Max open files`; `undefined`: unlimited. @throws {DecodeError} */
export function parseOpenFilesLimit(text: string): number | undefined {
  const [, soft] = /^Max open files +(\d+|unlimited) /m.exec(text) ?? [];
  if (soft === undefined) throw new DecodeError('limit of open files', 0);
  return soft === 'unlimited' ? undefined : Number(soft);
}
