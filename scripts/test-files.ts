/**
 * Which test files there are, and how each kind is run.
 * @module
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { HOUSE } from './house.ts';
import type { Outcome } from './outcome.ts';
import { tell } from './outcome.ts';
import { runFile } from './run-tests.ts';

/**
 * `unit` runs everywhere; `live` opens sockets and needs Linux; `lab` needs namespaces and root, and mostly
 * waits; `speed` is a lab that measures how fast something is; `package` packs and installs what is published.
 */
export type Kind = 'unit' | 'live' | 'lab' | 'speed' | 'package';

/** How long one file may take, ms; all of one batch of unit tests. A lab file brings many failures about. */
const DEADLINE_MS: Readonly<Record<Kind, number>> = {
  unit: 5 * 60_000,
  live: 3 * 60_000,
  lab: 45 * 60_000,
  speed: 45 * 60_000,
  package: 5 * 60_000,
};

/** At a time. What measures has the machine to itself. */
const AT_ONCE: Readonly<Record<Kind, number>> = { unit: 2, live: 1, lab: 3, speed: 1, package: 1 };

/** Every test file of a kind, relative to the root, in alphabetical order. */
const testFiles = (kind: Kind): string[] =>
  globSync('packages/*/{src,test}/**/*.test.ts', { cwd: HOUSE })
    .filter((file) => kindOf(file) === kind)
    .toSorted((a, b) => a.localeCompare(b, 'en'));

function kindOf(file: string): Kind {
  const named = /\.(?<kind>lab|live|speed)\.test\.ts$/.exec(file)?.groups?.['kind'];
  if (named !== undefined) return named as Kind;
  return file.endsWith('/package.test.ts') ? 'package' : 'unit';
}

/** Runs all unit tests and tells each file as it ends. */
export const runUnitTests = async (): Promise<Outcome[]> =>
  (await Promise.all(batches().map(runBatch))).flat();

/** Runs all test files of these kinds side by side, each kind as many at a time as it may, and tells each. */
export async function runTests(...kinds: readonly Exclude<Kind, 'unit'>[]): Promise<Outcome[]> {
  const first = await Promise.all(kinds.map((kind) => runAll(testFiles(kind), AT_ONCE[kind])));
  return again(first.flat());
}

/**
 * All but unit tests play on a real kernel, where timing is part of most failures: a file that failed is run
 * once more with the machine to itself. That run counts; both are told.
 */
async function again(first: readonly Outcome[]): Promise<Outcome[]> {
  const failed = first.filter(({ failures }) => failures.length > 0).map(({ name }) => name);
  if (failed.length > 0) console.log(`Once more, alone: ${failed.join(', ')}`);
  const second = await runAll(failed, 1);
  return [...first.filter(({ name }) => !failed.includes(name)), ...second];
}

async function runAll(files: readonly string[], atOnce: number): Promise<Outcome[]> {
  const waiting = [...files];
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const outcome = await runFile(file, DEADLINE_MS[kindOf(file)]);
      tell(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

/** The unit tests, dealt out to as many processes as run at once. */
function batches(): string[][] {
  const files = testFiles('unit');
  return Array.from({ length: AT_ONCE.unit }, (_, n) =>
    files.filter((_file, at) => at % AT_ONCE.unit === n),
  );
}

async function runBatch(files: readonly string[]): Promise<Outcome[]> {
  const child = fork(`${HOUSE}/scripts/unit-batch.ts`, files, {
    cwd: HOUSE,
    timeout: DEADLINE_MS.unit,
  });
  const answer = new Promise<Outcome[] | undefined>((resolve) => {
    child.once('message', (message) => resolve(message as Outcome[]));
    child.once('exit', () => resolve(undefined));
  });
  const outcomes = (await answer) ?? [died(files, child.exitCode ?? child.signalCode)];
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  outcomes.forEach(tell);
  return outcomes;
}

const died = (files: readonly string[], how: number | string | null): Outcome => ({
  name: `${files.length} unit test files`,
  passed: 0,
  failures: [`their process ended with ${how} before it told their results`],
  skips: [],
  tookMs: 0,
});
