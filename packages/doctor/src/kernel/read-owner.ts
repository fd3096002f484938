/**
 * What is known of one process that holds a socket.
 * @module
 */
import { DecodeError, SysError } from '../errors.ts';
import type { Owner } from '../model/survey.ts';
import type { Kernel } from './kernel.ts';
import { readBelonging } from './proc/cgroup.ts';
import { readOpenFilesLimit } from './proc/limits.ts';
import { readProcessStat } from './proc/stat.ts';

/** Characters of a command line that are kept. */
const COMMAND_LINE_MAX = 400;

/** Everything that can be read of a process; what cannot be is absent. `undefined`: it has ended. */
export function readOwner(kernel: Kernel, pid: number): Owner | undefined {
  const command = readCommand(kernel, pid);
  if (command === undefined) return undefined;
  const state = whereReadable(() => readProcessStat(kernel, pid).state);
  const open = whereReadable(() => countOpenFiles(kernel, pid));
  const limit = whereReadable(() => readOpenFilesLimit(kernel, pid));
  const fds = {
    ...(open === undefined ? {} : { open }),
    ...(limit === undefined ? {} : { limit }),
  };
  return {
    pid,
    command,
    commandLine: whereReadable(() => readCommandLine(kernel, pid)) ?? '',
    ...(state === undefined ? {} : { state }),
    ...whereReadable(() => readBelonging(kernel, pid)),
    ...(Object.keys(fds).length === 0 ? {} : { fds }),
  };
}

/** What Node calls its main thread (since 22), and so every one of its processes. */
const NAMELESS: ReadonlySet<string> = new Set(['MainThread', 'node-MainThread']);

/**
 * As in /proc/PID/comm, or the program's file name where that says nothing; `undefined`: there is no
 * such process any more.
 */
export function readCommand(kernel: Kernel, pid: number): string | undefined {
  const comm = whereReadable(() => kernel.readText(`/proc/${pid}/comm`).replace(/\n$/, ''));
  if (comm === undefined || !NAMELESS.has(comm)) return comm;
  const [program = ''] = (whereReadable(() => readCommandLine(kernel, pid)) ?? '').split(' ');
  return program.split('/').at(-1) || comm;
}

/** Arguments joined by blanks; empty for a kernel thread. */
const readCommandLine = (kernel: Kernel, pid: number): string =>
  kernel
    .readText(`/proc/${pid}/cmdline`)
    .replaceAll('\0', ' ')
    .trimEnd()
    .slice(0, COMMAND_LINE_MAX);

/** Since 6.2 the directory's size says how many; before that it is 0 and they have to be counted. */
function countOpenFiles(kernel: Kernel, pid: number): number {
  const path = `/proc/${pid}/fd`;
  const { size } = kernel.stat(path);
  return size > 0 ? size : kernel.listDir(path).length;
}

/** Processes end and hide while they are read, and /proc may be of another make. */
function whereReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SysError || error instanceof DecodeError) return undefined;
    throw error;
  }
}
