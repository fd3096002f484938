/**
 * Runs test files and listens to what the runner says of each.
 * @module
 */
import { run } from 'node:test';
import { inspect } from 'node:util';
import { pathToFileURL } from 'node:url';
import { HOUSE } from './house.ts';
import type { Outcome } from './outcome.ts';

/** What the runner says of one test, as far as it is used here. */
interface Told {
  readonly name: string;
  readonly file?: string;
  readonly nesting: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: {
    readonly type?: string;
    readonly duration_ms: number;
    readonly error?: Error & { failureType?: string };
  };
}

/** What was heard of one file. */
interface Heard {
  readonly failures: string[];
  readonly skips: string[];
  passed: number;
  tookMs: number;
}

/** Lines of what a file printed that are shown when it fails. */
const TAIL_LINES = 40;

/** Runs one file in a process of its own. */
export async function runFile(name: string, deadlineMs: number): Promise<Outcome> {
  const startMs = performance.now();
  const path = `${HOUSE}/${name}`;
  const printed: string[] = [];
  const heard = newlyHeard();
  const events = run({ files: [path], signal: AbortSignal.timeout(deadlineMs) });
  events.on('test:pass', (test) => hear(heard, test, path));
  events.on('test:fail', (test) => hear(heard, test, path, deadlineMs));
  events.on('test:stdout', ({ message }) => printed.push(message));
  events.on('test:stderr', ({ message }) => printed.push(message));
  await events.resume().toArray();
  return { ...outcomeOf(name, heard, printed.join('')), tookMs: performance.now() - startMs };
}

/**
 * Runs many files in this process, which saves the start of a process for each. They share it: for tests
 * that leave nothing behind.
 */
export async function runHere(names: readonly string[]): Promise<Outcome[]> {
  const heardOf = new Map(names.map((name) => [`${HOUSE}/${name}`, newlyHeard()]));
  const hearOne = (test: Told, failed: boolean): void => {
    const heard = heardOf.get(test.file ?? '');
    if (heard === undefined) throw new Error(`Cannot tell whose test this is: ${inspect(test)}`);
    if (test.nesting === 0) heard.tookMs += test.details.duration_ms;
    hear(heard, test, test.file ?? '', failed ? Number.POSITIVE_INFINITY : undefined);
  };
  const events = run({ files: [...heardOf.keys()], isolation: 'none' });
  events.on('test:pass', (test) => hearOne(test, false));
  events.on('test:fail', (test) => hearOne(test, true));
  await events.resume().toArray();
  for (const [path, heard] of heardOf) heard.failures.push(...(await loadingFailure(path)));
  return names.map((name) => outcomeOf(name, heardOf.get(`${HOUSE}/${name}`) ?? newlyHeard(), ''));
}

/**
 * With `isolation: 'none'` the runner forgets a file that throws while it loads, after its first tests were
 * heard. Loading it again answers what came of the first time.
 */
async function loadingFailure(path: string): Promise<string[]> {
  try {
    await import(pathToFileURL(path).href);
    return [];
  } catch (error) {
    return [`✗ the file itself\n${textOf(error)}`];
  }
}

const newlyHeard = (): Heard => ({ failures: [], skips: [], passed: 0, tookMs: 0 });

function hear(heard: Heard, test: Told, path: string, deadlineMs?: number): void {
  if (test.details.type === 'suite' || test.details.error?.failureType === 'subtestsFailed') return;
  const reason = test.skip ?? test.todo;
  if (reason !== undefined && reason !== false) {
    heard.skips.push(`${test.name}: ${reason === true ? 'no reason given' : reason}`);
  } else if (deadlineMs !== undefined) heard.failures.push(failure(test, path, deadlineMs));
  else if (test.name === path) heard.failures.push('this file has no tests');
  else heard.passed += 1;
}

function outcomeOf(name: string, heard: Heard, printed: string): Outcome {
  const { passed, skips, tookMs } = heard;
  const failures = [...heard.failures];
  if (passed + failures.length + skips.length === 0) failures.push('nothing was heard of it');
  const tail = printed.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  if (failures.length > 0 && tail !== '') failures[0] = `${failures[0]}\nprinted:\n${tail}`;
  return { name, passed, failures, skips, tookMs };
}

function failure(test: Told, path: string, deadlineMs: number): string {
  const { error } = test.details;
  if (error?.failureType === 'testAborted') return `did not end within ${deadlineMs / 1_000} s`;
  return `✗ ${test.name === path ? 'the file itself' : test.name}\n${textOf(error?.cause ?? error)}`;
}

const textOf = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
