/**
 * The tool as a process, from source: for tests that need it to be somebody else, or somewhere else.
 * @module
 */
import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `src/main.ts`. */
export const MAIN: string = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Root of the repository: what a process must be able to read to run the tool. */
export const HOUSE: string = fileURLToPath(new URL('../../..', import.meta.url));

/** Longest a run may take, ms. */
const PATIENCE_MS = 60_000;

/** How a run ended. */
export interface Ended {
  /** Absent when a signal ended it. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunOptions {
  /** Program and arguments in front of `node`: who runs it, and where. */
  readonly prefix?: readonly string[];
  /** Added to this process's environment, which has no language of its own then. */
  readonly env?: NodeJS.ProcessEnv;
  /** @default standard input is empty, both outputs are piped */
  readonly stdio?: StdioOptions;
  readonly cwd?: string;
}

const { LANG: _l, LC_ALL: _a, LC_MESSAGES: _m, TCPDOCTOR_DEBUG: _d, ...ENV } = process.env;

/** Starts `tcpdoctor ARGV`. */
export function startDoctor(argv: readonly string[], options: RunOptions = {}): ChildProcess {
  const { prefix = [], env, stdio = ['ignore', 'pipe', 'pipe'], cwd } = options;
  const [file = '', ...args] = [...prefix, process.execPath, MAIN, ...argv];
  return spawn(file, args, {
    stdio,
    env: { ...ENV, ...env },
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    ...(cwd === undefined ? {} : { cwd }),
  });
}

/** Everything a started process said, once it has ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) =>
      resolve({ status: status ?? undefined, signal: signal ?? undefined, stdout, stderr }),
    );
  });
}

/** Runs `tcpdoctor ARGV` to its end. */
export const doctor = (argv: readonly string[], options?: RunOptions): Promise<Ended> =>
  ended(startDoctor(argv, options));
