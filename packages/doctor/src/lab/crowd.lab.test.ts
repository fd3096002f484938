import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowd } from './crowd.ts';
import { needs } from './needs.ts';
import { openStage } from './stage.ts';
import { until } from './until.ts';

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
