/**
 * A process in a network namespace of its own, which is gone when the process is.
 * @module
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A running process; killed when disposed of. */
export interface Dweller extends AsyncDisposable {
  readonly pid: number;
  readonly child: ChildProcess;
}

/** How it is started. */
export interface DwellerOptions {
  /** Its `process.argv`, from the second on. */
  readonly args?: readonly string[];
  /** What it is called with, in place of `node`. */
  readonly argv0?: string;
}

const ENTER = 'ip link set lo up && exec -a "$0" "$@"';

/** Starts a program, given as JavaScript, and waits until it prints a line. Needs root. */
export async function dweller(program: string, options: DwellerOptions = {}): Promise<Dweller> {
  const { args = [], argv0 = 'node' } = options;
  const node = [process.execPath, '-e', program, '--', ...args];
  const child = spawn('unshare', ['--net', 'bash', '-c', ENTER, argv0, ...node], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close');
  const line = once(createInterface({ input: child.stdout }), 'line');
  const [said] = (await Promise.race([line, gone])) as [unknown];
  if (typeof said !== 'string') throw new Error(`Ended with ${String(said)} before it was ready`);
  return {
    pid: child.pid ?? 0,
    child,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
