/**
 * What kill -9 leaves, and who removes it. Alone on the machine: whoever opens a stage beside it sweeps too.
 * @module
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import { until } from '../src/lab/until.ts';
import { leftBy } from './left-behind.ts';
import { ended, startDoctor } from './run-doctor.ts';

const NEEDS = needs('root', 'ip', 'nft');
const PLAY = ['lab', 'connect-rejected-by-firewall'];
/** Two namespaces and their record. */
const STAGE = 3;

/** A play that is killed while its stage stands; answers its process id. */
async function killedPlay(): Promise<number | undefined> {
  const child = startDoctor(PLAY);
  await until('the stage to be made', () => leftBy(child.pid).length === STAGE, {
    deadlineMs: 60_000,
  });
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.equal(leftBy(child.pid).length, STAGE);
  return child.pid;
}

test('what kill -9 leaves, lab clean removes by name', NEEDS, async () => {
  const pid = await killedPlay();
  const { status, stdout } = await ended(startDoctor(['lab', 'clean']));
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(`tcpd-${pid}x`));
  assert.deepEqual(leftBy(pid), []);
});

test('what kill -9 leaves, the next play sweeps', NEEDS, async () => {
  const pid = await killedPlay();
  assert.equal((await ended(startDoctor(PLAY))).status, 0);
  assert.deepEqual(leftBy(pid), []);
});

test('lab clean says when nothing was left', NEEDS, async () => {
  const { status, stdout } = await ended(startDoctor(['lab', 'clean']));
  assert.equal(status, 0);
  assert.match(stdout, /^Nothing was left behind\.$/m);
});
