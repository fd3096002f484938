/**
 * apply --prove as a process, under the faults of the lab: a cure is kept, folklore is taken back byte for
 * byte, and what cannot show yet is neither praised nor taken back.
 * @module
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { homeSysctls } from '../src/lab/home.ts';
import { needs } from '../src/lab/needs.ts';
import { openStageFor } from '../src/lab/run.ts';
import { SCENARIOS } from '../src/lab/scenarios/catalog.ts';
import type { Stage } from '../src/lab/stage.ts';
import { same } from '../src/model/text.ts';
import type { Plan } from '../src/sysctl/plan.ts';
import { doctor } from './run-doctor.ts';

const OPTIONS = needs('root', 'ip');
const folder = mkdtempSync(join(tmpdir(), 'tcpd-prove-'));
const home = homeSysctls();

after(() => {
  rmSync(folder, { recursive: true });
  assert.deepEqual(homeSysctls(), home, 'nothing was written where the test was started');
});

/** A setting that somebody wants to change, and why. */
interface Wish {
  readonly scenario: string;
  /** Rule whose finding it is said to cure; absent: as in a profile. */
  readonly rule?: string;
  readonly key: string;
  readonly to: string;
}

/** The server of a scenario with its fault standing. */
async function faulty(scenario: string): Promise<Stage> {
  const found = SCENARIOS.find(({ id }) => id === scenario);
  assert.ok(found);
  const stage = await openStageFor(found, 'ipv4');
  await found.play(stage);
  return stage;
}

const planFor = (stage: Stage, { rule, key, to }: Wish, from: string): Plan => ({
  schema: 'tcpdoctor.plan/1',
  tool: 'tcpdoctor 0.1.0',
  host: { name: 'web-1', kernel: '6.18.0' },
  at: '2026-11-22T10:00:00.000Z',
  namespaces: [
    {
      id: stage.server.inode,
      name: stage.server.name,
      changes: [
        {
          key,
          from,
          to,
          ...(rule === undefined ? {} : { rule }),
          why: same('somebody said so'),
          arithmetic: same('none'),
          effect: same('some'),
          risk: same('none'),
        },
      ],
      application: [],
    },
  ],
});

let runs = 0;

/** Applies a wish under its fault with these flags. */
async function applied(stage: Stage, wish: Wish, ...flags: string[]) {
  const before = await stage.readSysctl('server', wish.key);
  const file = join(folder, `plan-${(runs += 1)}.json`);
  writeFileSync(file, JSON.stringify(planFor(stage, wish, before)));
  const state = join(folder, `state-${runs}`);
  const run = await doctor(['apply', file, '--yes', '--state', state, '--window', '2s', ...flags]);
  const now = await stage.readSysctl('server', wish.key);
  await doctor(['rollback', '--state', state]); // ends the watchdog
  return { ...run, before, now };
}

for (const wish of [
  { scenario: 'syn-queue-drop', rule: 'syn-queue-drop', key: 'net.ipv4.tcp_syncookies', to: '1' },
  {
    scenario: 'time-wait-overflow',
    rule: 'time-wait-overflow',
    key: 'net.ipv4.tcp_max_tw_buckets',
    to: '131072',
  },
]) {
  test(`${wish.key}=${wish.to} cures ${wish.scenario} and is kept`, OPTIONS, async (t) => {
    await using stage = await faulty(wish.scenario);
    const { status, stdout, stderr, now } = await applied(stage, wish, '--prove');
    t.diagnostic(stdout);
    assert.equal(status, 0, stdout + stderr);
    assert.equal(now, wish.to);
    assert.match(stdout, /better: the finding is gone/);
    assert.match(stdout, /It is better and nothing else is worse/);
  });
}

const FOLKLORE: Wish = {
  scenario: 'time-wait-overflow',
  rule: 'time-wait-overflow',
  key: 'net.ipv4.tcp_fin_timeout',
  to: '1',
};

test('folklore is taken back, byte for byte', OPTIONS, async (t) => {
  await using stage = await faulty(FOLKLORE.scenario);
  const { status, stdout, stderr, before, now } = await applied(stage, FOLKLORE, '--prove');
  t.diagnostic(stdout);
  assert.equal(status, 1, stdout + stderr);
  assert.equal(now, before);
  assert.match(stdout, /not better: the difference is no more than noise/);
  assert.match(stdout, /Taken back, as --prove asks:\n.*tcp_fin_timeout 60 {2}back/);
});

test(
  'without --prove folklore stays until it is confirmed or not, and is told',
  OPTIONS,
  async () => {
    await using stage = await faulty(FOLKLORE.scenario);
    const { status, stdout, now } = await applied(stage, FOLKLORE, '--json');
    const { result, proof } = JSON.parse(stdout) as {
      readonly result: string;
      readonly proof: { readonly holds: boolean; readonly changes: readonly { outcome: string }[] };
    };
    assert.deepEqual([status, result, now, proof.holds], [0, 'applied', '1', false]);
    assert.equal(proof.changes[0]?.outcome, 'same');
  },
);

test('what counts from the next listen() on cannot tell yet, and is kept', OPTIONS, async (t) => {
  const wish = {
    scenario: 'accept-queue-overflow',
    rule: 'accept-queue-overflow',
    key: 'net.core.somaxconn',
    to: '8192',
  };
  await using stage = await faulty(wish.scenario);
  const { status, stdout, stderr, now } = await applied(stage, wish, '--prove');
  t.diagnostic(stdout);
  assert.equal(status, 0, stdout + stderr);
  assert.equal(now, '8192');
  assert.match(stdout, /cannot tell yet: counts from the next listen\(\) on/);
});

test('a change that harms is taken back by a guard', OPTIONS, async (t) => {
  const wish = { scenario: 'syn-flood', key: 'net.ipv4.tcp_syncookies', to: '0' };
  await using stage = await faulty(wish.scenario);
  const { status, stdout, stderr, before, now } = await applied(stage, wish, '--prove');
  t.diagnostic(stdout);
  assert.equal(status, 1, stdout + stderr);
  assert.equal(now, before);
  assert.match(stdout, /Something else is worse since: connections dropped \d+ → [\d,]+ \(worse\)/);
});

test('where nothing is wrong nothing is proven', OPTIONS, async () => {
  const rule = 'time-wait-overflow';
  const wish = { scenario: `${rule}-twin`, rule, key: 'net.ipv4.tcp_max_tw_buckets', to: '131073' };
  await using stage = await faulty(wish.scenario);
  const { status, stdout, before, now } = await applied(stage, wish, '--prove');
  assert.equal(status, 1, stdout);
  assert.equal(now, before);
  assert.match(stdout, /the finding was gone before the change already/);
});
