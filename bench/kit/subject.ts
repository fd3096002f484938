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

/** What one slice of one side came to. */
export interface Sample {
  readonly perSec: number;
  /** CPU time of the subject per request, µs. */
  readonly cpuUs: number;
}

/** A subject that waits for its turn. */
export interface Subject extends AsyncDisposable {
  slice(forMs: number): Promise<Sample>;
}

/** Connections are made, and idle ones are woken, before it counts. */
const LEAD_MS = 50;

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
  const { port = 0 } = await said();
  const hammered = async (forMs: number, perConnection: number) => {
    const cpu: Promise<Record<string, number>>[] = [];
    const edge = (): void => void cpu.push(ask('cpu'));
    const { requests, tookMs } = await hammer(port, {
      perConnection,
      leadMs: LEAD_MS,
      forMs,
      edge,
    });
    const [before, after] = await Promise.all(cpu);
    return { requests, tookMs, cpuUs: numberIn(after, 'cpuUs') - numberIn(before, 'cpuUs') };
  };
  return {
    async slice(forMs) {
      const told =
        of.asks === 'subject'
          ? await ask(`go ${LEAD_MS} ${forMs}`)
          : await hammered(forMs, of.asks.perConnection);
      const requests = numberIn(told, 'requests');
      return {
        perSec: (requests / numberIn(told, 'tookMs')) * 1_000,
        cpuUs: numberIn(told, 'cpuUs') / requests,
      };
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const numberIn = (told: Readonly<Record<string, number>> | undefined, name: string): number =>
  told?.[name] ?? Number.NaN;
