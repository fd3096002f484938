/**
 * Which test files there are, and running them: each in a process of its own, with a deadline.
 * @module
 */
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { HOUSE } from './house.ts';
import type { Outcome } from './outcome.ts';
import { tell } from './outcome.ts';

/**
 * `unit` runs everywhere; `live` opens sockets and needs Linux; `lab` needs namespaces and root;
 * `package` packs and installs what is published.
 */
export type Kind = 'unit' | 'live' | 'lab' | 'package';

/** How long one file of a kind may take, ms. A lab file brings many failures about. */
const DEADLINE_MS: Readonly<Record<Kind, number>> = {
  unit: 60_000,
  live: 60_000,
  lab: 45 * 60_000,
  package: 5 * 60_000,
};

/** Files at a time. Lab files measure, so each has the machine to itself. */
const AT_ONCE: Readonly<Record<Kind, number>> = { unit: 2, live: 1, lab: 1, package: 1 };

/** Every test file of a kind, relative to the root, in alphabetical order. */
export const testFiles = (kind: Kind): string[] =>
  globSync('packages/*/{src,test}/**/*.test.ts', { cwd: HOUSE })
    .filter((file) => kindOf(file) === kind)
    .toSorted((a, b) => a.localeCompare(b, 'en'));

function kindOf(file: string): Kind {
  if (file.endsWith('.lab.test.ts')) return 'lab';
  if (file.endsWith('.live.test.ts')) return 'live';
  return file.endsWith('/package.test.ts') ? 'package' : 'unit';
}

/** Runs all test files of a kind and tells each as it ends. */
export async function runTests(kind: Kind): Promise<Outcome[]> {
  const waiting = testFiles(kind);
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const outcome = await runFile(file, DEADLINE_MS[kind]);
      tell(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE[kind] }, worker));
  return outcomes;
}

/** What the runner says of one test, as far as it is used here. */
interface Told {
  readonly name: string;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: { readonly type?: string; readonly error?: Error & { failureType?: string } };
}

async function runFile(name: string, deadlineMs: number): Promise<Outcome> {
  const startMs = performance.now();
  const path = `${HOUSE}/${name}`;
  const failures: string[] = [];
  const skips: string[] = [];
  const printed: string[] = [];
  let passed = 0;
  const heard = (test: Told, ok: boolean): void => {
    if (test.details.type === 'suite' || test.details.error?.failureType === 'subtestsFailed')
      return;
    const reason = test.skip ?? test.todo;
    if (reason !== undefined && reason !== false) skips.push(`${test.name}: ${describe(reason)}`);
    else if (ok && test.name === path) failures.push('this file has no tests');
    else if (ok) passed += 1;
    else failures.push(failure(test, path, deadlineMs));
  };
  const events = run({ files: [path], signal: AbortSignal.timeout(deadlineMs) });
  events.on('test:pass', (test) => heard(test, true));
  events.on('test:fail', (test) => heard(test, false));
  events.on('test:stdout', ({ message }) => printed.push(message));
  events.on('test:stderr', ({ message }) => printed.push(message));
  await events.resume().toArray();
  const tail = printed.join('').trimEnd().split('\n').slice(-40).join('\n');
  if (failures.length > 0 && tail !== '') failures[0] = `${failures[0]}\nprinted:\n${tail}`;
  return { name, passed, failures, skips, tookMs: performance.now() - startMs };
}

const describe = (reason: string | true): string => (reason === true ? 'no reason given' : reason);

function failure(test: Told, path: string, deadlineMs: number): string {
  const { error } = test.details;
  if (error?.failureType === 'testAborted') return `did not end within ${deadlineMs / 1_000} s`;
  const cause = error?.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return `✗ ${test.name === path ? 'the file itself' : test.name}\n${text}`;
}
