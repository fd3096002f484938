/**
 * Runs an example as a user would, with the kit from source.
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../../doctor/src/lab/until.ts';

/** A running example. */
export interface Example extends AsyncDisposable {
  readonly port: number;
  /** Lines it has printed. */
  readonly lines: readonly string[];
  /** SIGTERM; answers its exit status, `null` when a signal ended it. */
  readonly terminate: () => Promise<number | null>;
}

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Starts `packages/kit/examples/<file>` and waits until it listens. */
export async function startExample(file: string, env: NodeJS.ProcessEnv): Promise<Example> {
  const args = ['--import', path('heartbeat-example-source.ts'), path(`../examples/${file}`)];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (running()) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    return child.exitCode;
  };
  const heard = (): number | undefined => {
    if (!running()) throw new Error(`${file} has ended`);
    const [, digits] = /^listening on (\d+)$/.exec(lines[0] ?? '') ?? [];
    return digits === undefined ? undefined : Number(digits);
  };
  let port: number;
  try {
    // A program takes a while to start on a busy machine.
    port = await until('the example to listen', heard, { deadlineMs: 30_000 });
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    port,
    lines,
    terminate: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}
