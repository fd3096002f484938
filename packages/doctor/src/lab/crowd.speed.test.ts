import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowd } from './crowd.ts';
import { needs } from './needs.ts';
import { openStage } from './stage.ts';
import { until } from './until.ts';

const NEEDS = { ...needs('root', 'ip'), timeout: 180_000 };
/** More than one pair of processes and addresses can hold: 28,232 ports, 20,000 descriptors. */
const MANY = 40_000;

for (const family of ['ipv4', 'ipv6'] as const) {
  test(`crowd() raises as many as it says, ${family}`, needs('root', 'ip'), async () => {
    await using stage = await openStage({ family });
    await crowd(stage, { established: 2_000, timeWait: 1_000 });
    const [server, client] = [await stage.states('server'), await stage.states('client')];
    assert.equal(server.established, 2_000);
    assert.equal(client.established, 2_000);
    await until(
      '1,000 in TIME_WAIT',
      async () => (await stage.states('client')).timeWait === 1_000,
    );
  });
}

test('crowd() raises 40,000 connections, by several processes on either side', NEEDS, async () => {
  await using stage = await openStage({ family: 'ipv4' });
  await crowd(stage, { established: MANY });
  const rows = await stage.sockets('server');
  assert.equal(rows.filter(({ state }) => state === 'established').length, MANY);
  assert.equal((await stage.states('client')).established, MANY);
  const listeners = rows.filter(({ state }) => state === 'listen');
  assert.equal(listeners.length, 3, 'a listener and two processes for every 14,000');
});

test(
  'crowd() leaves TIME_WAIT with the server when that closes first',
  needs('root', 'ip'),
  async () => {
    await using stage = await openStage({ family: 'ipv4' });
    await crowd(stage, { timeWait: 500, timeWaitOn: 'server' });
    await until('500 in TIME_WAIT', async () => (await stage.states('server')).timeWait === 500);
    assert.equal((await stage.states('client')).timeWait, 0);
  },
);
