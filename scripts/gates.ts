/**
 * The checks that are one command each: it passes or it fails.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { HOUSE, pinned } from './house.ts';
import type { Outcome } from './outcome.ts';
import { tell } from './outcome.ts';

/** One command that must end with status 0. */
interface Gate {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** What every change must pass before its tests are worth running. */
export const GATES: readonly Gate[] = [
  { name: 'format', command: [pinned('oxfmt'), '--check'] },
  { name: 'lint', command: [pinned('oxlint')] },
  { name: 'types', command: [pinned('tsc')] },
  {
    name: 'dead code',
    command: [pinned('knip'), '--no-progress', '--treat-config-hints-as-errors'],
  },
  { name: 'generated docs', command: [process.execPath, 'scripts/docs.ts', '--check'] },
];

/** The build, as a gate: what is tested as a package is what the sources say now. */
export const BUILD: Gate = { name: 'build', command: [process.execPath, 'scripts/build.ts'] };

/** Runs gates one after another and tells each. */
export function runGates(gates: readonly Gate[]): Outcome[] {
  return gates.map((gate) => {
    const outcome = runGate(gate);
    tell(outcome);
    return outcome;
  });
}

function runGate({ name, command: [program, ...args] }: Gate): Outcome {
  const startMs = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: HOUSE,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
  const said = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim();
  return {
    name,
    passed: status === 0 ? 1 : 0,
    failures: status === 0 ? [] : [said === '' ? `ended with status ${status}` : said],
    skips: [],
    tookMs: performance.now() - startMs,
  };
}
