/**
 * /proc/PID/stat: what a process is doing.
 *
 * Source: fs/proc/array.c, do_task_stat. The second field is the command in brackets, and a command
 * may itself hold brackets and blanks: only the last closing bracket ends it.
 * @module
 */
import { DecodeError } from '../../errors.ts';
import type { Kernel } from '../kernel.ts';

/** What is read of it. */
export interface ProcessStat {
  readonly command: string;
  /** R, S, D, T, t, Z, X, I. */
  readonly state: string;
}

/** @throws {SysError} */
export const readProcessStat = (kernel: Kernel, pid: number): ProcessStat =>
  parseProcessStat(kernel.readText(`/proc/${pid}/stat`));

/** @throws {DecodeError} When there is no command in brackets followed by a state. */
export function parseProcessStat(text: string): ProcessStat {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const [, state] = /^ ([A-Za-z])(?:\s|$)/.exec(text.slice(close + 1)) ?? [];
  if (open < 0 || close < open || state === undefined) throw new DecodeError('process stat', 0);
  return { command: text.slice(open + 1, close), state };
}
