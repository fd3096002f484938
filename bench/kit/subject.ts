/**
 * The process that is measured: one with the kit, one without.
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { HOUSE } from '../../scripts/house.ts';
import type { Case } from './cases.ts';
import { hammer } from './hammer.ts';

const PROGRAM = `${HOUSE}/packages/kit/test/programs/bench-subject.ts`;

/** What one round of one side came to. */
export interface Sample {
  readonly perSec: number;
  /** CPU time of the subject per request, µs. */
  readonly cpuUs: number;
}

/** A subject that waits for its turn. */
export interface Subject extends AsyncDisposable {
  round(forMs: number): Promise<Sample>;
}

/** Starts a subject. Clients among them ask `upstream`. */
export async function startSubject(
  of: Case,
  by: 'with' | 'without',
  upstream: string,
): Promise<Subject> {
  const child = spawn(process.execPath, [PROGRAM, of.subject, by, upstream], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const said = async (): Promise<Record<string, number>> => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`${of.id} ${by} has ended`);
    return JSON.parse(value) as Record<string, number>;
  };
  const ask = (word: string): Promise<Record<string, number>> => {
    child.stdin.write(`${word}\n`);
    return said();
  };
  const cpuUs = async (): Promise<number> => (await ask('cpu'))['cpuUs'] ?? Number.NaN;
  const { port = 0 } = await said();
  const requests = async (forMs: number): Promise<number> =>
    of.subject === 'server'
      ? hammer(port, forMs, of.requestsPerConnection)
      : ((await ask(`go ${forMs}`))['requests'] ?? Number.NaN);
  return {
    async round(forMs) {
      const beforeUs = await cpuUs();
      const startMs = performance.now();
      const count = await requests(forMs);
      const tookMs = performance.now() - startMs;
      return { perSec: (count / tookMs) * 1_000, cpuUs: ((await cpuUs()) - beforeUs) / count };
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
