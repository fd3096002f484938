/**
 * How a program talks with the test that has started it.
 * @module
 */
import { createInterface } from 'node:readline';

/** Tells the test. */
export const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`);

/** Calls back with each word of the test. */
export const onWord = (call: (word: string) => void): void =>
  void createInterface(process.stdin).on('line', call);

/** Keeps the thread busy: nothing else of this process runs meanwhile. */
export function work(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}
