import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('programs/vital-signs.ts', import.meta.url));

interface Told {
  readonly metrics: readonly string[];
}

const say = (...flags: readonly string[]): Told =>
  JSON.parse(execFileSync(process.execPath, [...flags, PROGRAM], { encoding: 'utf8' })) as Told;

/** What only /proc knows. */
const FROM_PROC = [
  'tcpdoctor_kit_sockets',
  'tcpdoctor_kit_listener_waiting_connections',
  'tcpdoctor_kit_listener_backlog_connections',
  'tcpdoctor_kit_listener_worst_accept_wait_seconds',
];

test('what only /proc knows is unknown where it cannot be read, never 0; the rest works', () => {
  // Node refuses to read anything but this house, as where /proc is hidden or there is none.
  const told = say('--permission', `--allow-fs-read=${HOUSE}`);
  assert.partialDeepStrictEqual(told, {
    sockets: 'unknown',
    waiting: 'unknown',
    backlog: 'unknown',
    worstAcceptWaitMs: 'unknown',
    open: 1,
    max: 50,
    cause: 'unknown',
  });
  assert.deepEqual(
    FROM_PROC.filter((name) => told.metrics.includes(name)),
    [],
  );
});

test(
  'the same where /proc can be read',
  { skip: process.platform !== 'linux' && 'no /proc' },
  () => {
    const told = say();
    assert.partialDeepStrictEqual(told, {
      sockets: { listen: 1, established: 2 },
      waiting: 0,
      backlog: 60,
      worstAcceptWaitMs: 0,
      open: 1,
      cause: 'application-hung',
    });
    assert.deepEqual(
      FROM_PROC.filter((name) => !told.metrics.includes(name)),
      [],
    );
  },
);
