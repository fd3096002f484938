/**
 * A Node program inside a namespace of a stage. It says what happens as JSON lines on its standard
 * output, and hears one word a line on its standard input.
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Place } from '../../doctor/src/lab/place.ts';
import { GUARD } from '../../doctor/src/lab/place.ts';
import { until } from '../../doctor/src/lab/until.ts';

/** A running program. Killed when disposed of. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** Everything it has said so far. */
  readonly said: readonly Said[];
  /** Waits for something it says under this name, and answers the last of it. */
  hear(name: string, deadlineMs?: number): Promise<Said>;
  /** Waits for something to be found in what it says. */
  wait(what: string, find: () => Said | undefined, deadlineMs?: number): Promise<Said>;
  /** Says a word to it. */
  tell(word: string): void;
  /** SIGSTOP: the program hangs, its kernel goes on. */
  freeze(): void;
  /** SIGCONT. */
  resume(): void;
}

/** One line of a program. */
export type Said = Readonly<Record<string, unknown>> & { readonly name: string };

/** Starts a program beside this file, with one argument: its settings. */
export function startProgram(place: Place, file: string, settings: object): Program {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const command = [process.execPath, path, JSON.stringify(settings)];
  const script = [`${GUARD}exec "$@"`, 'sh', String(place.inode), ...command];
  const child = spawn('ip', ['netns', 'exec', place.name, 'sh', '-c', ...script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said: Said[] = [];
  createInterface({ input: child.stdout }).on('line', (line) =>
    said.push(JSON.parse(line) as Said),
  );
  child.stdin.on('error', () => {}); // its end is seen by who waits for a word
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const wait: Program['wait'] = (what, find, deadlineMs = 10_000) => {
    const heard = (): Said | undefined => {
      const one = find();
      if (one !== undefined || running()) return one;
      throw new Error(`${file} has ended: ${child.exitCode ?? child.signalCode}`);
    };
    return until(`${file} to say ${what}`, heard, { deadlineMs });
  };
  return {
    pid: child.pid ?? 0,
    said,
    wait,
    hear: (name, deadlineMs) => {
      const last = (): Said | undefined => said.findLast((one) => one.name === name);
      return wait(name, last, deadlineMs);
    },
    tell: (word) => void child.stdin.write(`${word}\n`),
    freeze: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      if (!running()) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
