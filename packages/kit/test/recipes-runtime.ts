/**
 * Runs the snippets of the recipes, where their runtime is there.
 * @module
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from '../../doctor/src/lab/until.ts';

/** Path of a snippet. */
export const snippet = (file: string): string =>
  fileURLToPath(new URL(`../../../docs/recipes/snippets/${file}`, import.meta.url));

/** The four cures. */
export type Cure = 'pool' | 'backlog' | 'heartbeat' | 'work';

/** How the snippets of a language are started, and how it is seen that they can be. */
export interface Runtime {
  readonly name: string;
  readonly probe: readonly string[];
  /** Path of the snippet of a cure, under `snippets/`. */
  readonly file: (cure: Cure) => string;
  readonly command: (path: string) => readonly string[];
  /** Arguments of the heartbeat: ping every, dead after. */
  readonly span: (ms: number) => string;
  /** What takes a cure away again, so that the failure shows: texts of the snippet, and what to put there. */
  readonly undo: Readonly<
    Record<Exclude<Cure, 'heartbeat'>, readonly (readonly [string, string])[]>
  >;
}

/** The command that runs a snippet as it is. */
export const cured = ({ command, file }: Runtime, cure: Cure): readonly string[] =>
  command(snippet(file(cure)));

/** The command that runs a snippet without its cure, in a folder that goes with the test. */
export function uncured(
  t: TestContext,
  { command, file, undo }: Runtime,
  cure: Exclude<Cure, 'heartbeat'>,
): readonly string[] {
  let text = readFileSync(snippet(file(cure)), 'utf8');
  for (const [from, to] of undo[cure]) {
    if (!text.includes(from)) throw new Error(`${file(cure)} does not say: ${from}`);
    text = text.replace(from, to);
  }
  const folder = mkdtempSync(`${tmpdir()}/tcpd-recipe-`);
  t.after(() => rmSync(folder, { recursive: true }));
  const path = `${folder}/${basename(file(cure))}`;
  writeFileSync(path, text);
  return command(path);
}

/** A running snippet. */
export interface Running extends AsyncDisposable {
  readonly lines: readonly string[];
  readonly port: () => Promise<number>;
}

/**
 * A test of a snippet. Where the runtime is missing it says so, in its name too; with RECIPES=require
 * that is a failure.
 */
export function recipe(
  { name, probe: [program = '', ...args] }: Pick<Runtime, 'name' | 'probe'>,
  what: string,
  body: (t: TestContext) => Promise<void>,
): void {
  const { status } = spawnSync(program, args, { timeout: 20_000 });
  if (status === 0) return void test(`${name}: ${what}`, { timeout: 60_000 }, body);
  test(`${name}: NOT RUN, ${name} is missing here: ${what}`, (t) => {
    if (process.env['RECIPES'] === 'require') throw new Error(`${name} is missing`);
    t.diagnostic(`${name} is missing: ${[program, ...args].join(' ')} failed`);
  });
}

/** Starts a snippet that serves. */
export function start(command: readonly string[], args: readonly string[] = []): Running {
  const [program = '', ...rest] = command;
  // In a process group of its own, so that the workers it starts end with it.
  const child = spawn(program, [...rest, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    lines,
    port: () =>
      until(
        'the snippet to listen',
        () => {
          if (!running()) throw new Error(`${command.join(' ')} has ended`);
          const [, digits] = /^listening (\d+)$/.exec(lines[0] ?? '') ?? [];
          return digits === undefined ? undefined : Number(digits);
        },
        { deadlineMs: 30_000 },
      ),
    async [Symbol.asyncDispose]() {
      if (!running() || child.pid === undefined) return;
      const gone = once(child, 'close');
      const group = -child.pid;
      process.kill(group, 'SIGTERM');
      const timer = setTimeout(() => process.kill(group, 'SIGKILL'), 5_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Runs a snippet to its end and answers what it printed. */
export async function finish(command: readonly string[], args: readonly string[]): Promise<string> {
  const [program = '', ...rest] = command;
  const child = spawn(program, [...rest, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), 45_000);
  await once(child, 'close');
  clearTimeout(timer);
  return Buffer.concat(printed).toString();
}

/** The limit of the accept queue of a listener on loopback, as `ss` has it. */
export const backlogOf = (port: number): number =>
  Number(execFileSync('ss', ['-Hltn', `sport = :${port}`], { encoding: 'utf8' }).split(/ +/)[2]);
