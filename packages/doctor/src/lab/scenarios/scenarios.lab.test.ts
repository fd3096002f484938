import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Family } from '../../model/socket.ts';
import { homeSysctls } from '../home.ts';
import { needs } from '../needs.ts';
import { openStageFor } from '../run.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { acceptQueueOverflow } from './accept-queue-overflow.ts';
import { portExhaustionTimeWait } from './port-exhaustion-time-wait.ts';

const FAMILIES = ['ipv4', 'ipv6'] as const;

/** Plays a scenario and hands over its stage, as the kernel shows it: no checkup involved. */
async function played(
  scenarios: readonly Scenario[],
  id: string,
  family: Family,
  look: (stage: Stage) => Promise<void>,
): Promise<void> {
  const before = homeSysctls();
  const scenario = scenarios.find((each) => each.id === id);
  assert.ok(scenario);
  {
    await using stage = await openStageFor(scenario, family);
    await scenario.play(stage);
    await look(stage);
  }
  assert.deepEqual(homeSysctls(), before);
}

const overflows = async (stage: Stage): Promise<bigint> =>
  (await stage.counters('server'))['TcpExt.ListenOverflows'] ?? 0n;

for (const family of FAMILIES) {
  test(
    `accept-queue-overflow: the queue stays full and drops go on, ${family}`,
    needs('root', 'ip'),
    () =>
      played(acceptQueueOverflow, 'accept-queue-overflow', family, async (stage) => {
        const before = await overflows(stage);
        assert.ok(before >= 7n, '12 clients, 5 places');
        const listener = (await stage.sockets('server')).find((row) => row.state === 'listen');
        assert.equal(listener?.recvQueue, 5, 'a backlog of 4 holds 5');
        await until('more to be dropped', async () => (await overflows(stage)) > before);
      }),
  );

  test(`accept-queue-overflow-twin: nothing is dropped, ${family}`, needs('root', 'ip'), () =>
    played(acceptQueueOverflow, 'accept-queue-overflow-twin', family, async (stage) => {
      await until(
        'later clients to be served',
        async () => (await stage.states('client')).timeWait >= 5,
      );
      assert.equal(await overflows(stage), 0n);
      assert.equal((await stage.states('server')).established, 12);
    }),
  );

  test(
    `port-exhaustion-time-wait: 64 ports, all in TIME_WAIT, ${family}`,
    needs('root', 'ip'),
    () =>
      played(portExhaustionTimeWait, 'port-exhaustion-time-wait', family, async (stage) => {
        const rows = (await stage.sockets('client')).filter((row) => row.state === 'timeWait');
        assert.equal(new Set(rows.map((row) => row.localPort)).size, 64);
        const client = await stage.actor('client');
        const { failed } = await client.connect({ to: stage.server.address, port: 80 });
        assert.deepEqual(failed, { EADDRNOTAVAIL: 1 });
      }),
  );

  test(
    `port-exhaustion-time-wait-twin: the same ports serve on, ${family}`,
    needs('root', 'ip'),
    () =>
      played(portExhaustionTimeWait, 'port-exhaustion-time-wait-twin', family, async (stage) => {
        assert.equal((await stage.states('client')).timeWait, 0);
        assert.ok((await stage.states('server')).timeWait > 0);
        const client = await stage.actor('client');
        const { ok } = await client.connect({ to: stage.server.address, port: 80, count: 20 });
        assert.equal(ok, 20);
      }),
  );
}
