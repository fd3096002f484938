/**
 * The process that is measured.
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { during, hammer } from '../../packages/kit/test/programs/bench-hammer.ts';
import { HOUSE } from '../../scripts/house.ts';
import type { Case } from './cases.ts';

const PROGRAM = `${HOUSE}/packages/kit/test/programs/bench-subject.ts`;

/** How long a request took, µs, round by round. */
export type Turns = Readonly<Record<'kit' | 'bare' | 'control', readonly number[]>>;

/** A subject that waits to be asked. */
export interface Subject extends AsyncDisposable {
  /** With the kit and without it, in turns, both ends in the one thread of the subject. */
  turns(rounds: number): Promise<Turns>;
  /** CPU time per request without the kit, µs: that of the subject, without the other end. */
  alone(forMs: number): Promise<number>;
}

/** Starts a subject. Clients ask `upstream` when they are asked to stand alone. */
export async function startSubject(of: Case, upstream: string): Promise<Subject> {
  const words = [PROGRAM, of.subject, String(of.perConnection ?? ''), upstream];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const said = async (): Promise<unknown> => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`${of.id} has ended`);
    return JSON.parse(value);
  };
  const ask = (word: string): Promise<unknown> => {
    child.stdin.write(`${word}\n`);
    return said();
  };
  const { port } = (await said()) as { readonly port?: number };
  const us = async (word: string): Promise<number> =>
    ((await ask(word)) as { readonly us: number }).us;
  const served = async (at: number, forMs: number): Promise<number> => {
    const load = hammer(at, of.perConnection ?? 1);
    await during(forMs, load);
    const before = await us('cpu');
    const requests = await during(forMs, load);
    return ((await us('cpu')) - before) / requests;
  };
  return {
    turns: async (rounds) => (await ask(`turns ${rounds}`)) as Turns,
    alone: (forMs) => (port === undefined ? us(`alone ${forMs}`) : served(port, forMs)),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
