import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doctorCheckup } from '../../doctor/src/lab/doctor-checkup.ts';
import { needs } from '../../doctor/src/lab/needs.ts';
import type { Stage } from '../../doctor/src/lab/stage.ts';
import { openStage } from '../../doctor/src/lab/stage.ts';
import { startInside } from './program.ts';

const findings = async ({ server }: Stage): Promise<string[]> =>
  ((await doctorCheckup([server.name], 3_000)).get(server.name) ?? []).map(({ rule }) => rule);

/** More than Node's own backlog of 511 holds, and less than the 4,096 of the kernel. */
const BURST = 1_000;
const STALL_MS = 2_000;

/** A burst while the event loop stalls for 2 s. */
async function stalled(by: 'kit' | 'node', family: 'ipv4' | 'ipv6') {
  await using stage = await openStage({ family });
  assert.equal(await stage.readSysctl('server', 'net.core.somaxconn'), '4096');
  await using server = startInside(stage.server, 'http-server', by);
  await server.said();
  const client = await stage.actor('client');
  const lost = async () => (await stage.counters('server'))['TcpExt.ListenOverflows'] ?? 0n;
  const before = await lost();
  const found = findings(stage);
  server.tell(`stall ${STALL_MS}`);
  await server.said();
  const { ok } = await client.connect({
    to: stage.server.address,
    port: 80,
    count: BURST,
    inFlight: BURST,
    timeoutMs: 20_000,
  });
  return { ok, lost: (await lost()) - before, found: await found };
}

for (const family of ['ipv4', 'ipv6'] as const) {
  test(
    `a stall of 2 s: connects are lost with Node's own backlog (${family})`,
    needs('root', 'ip'),
    async (t) => {
      const { lost, found } = await stalled('node', family);
      t.diagnostic(`${lost} of ${BURST} connects were lost, and tried again`);
      assert.ok(lost >= 400n, `${lost} lost`);
      assert.deepEqual(found, ['accept-queue-overflow']);
    },
  );

  test(
    `a stall of 2 s: no connect is lost with listen() (${family})`,
    needs('root', 'ip'),
    async () => {
      assert.deepEqual(await stalled('kit', family), { ok: BURST, lost: 0n, found: [] });
    },
  );
}

interface Outcome {
  readonly offered: number;
  readonly ok: number;
  readonly refused: number;
  readonly gaveUp: number;
  readonly failed: number;
}

const WORK_MS = '20';
/**
 * Three times what 20 ms of work per request allow, for clients that wait for 2 s. A long queue serves
 * those of the first two seconds and hardly anybody after them, so the longer it goes on, the clearer.
 */
const LOAD = ['150', '16000', '2000'] as const;

/** A crowd that comes faster than it can be served. */
async function overloaded(by: 'kit' | 'node', options: object) {
  await using stage = await openStage({ family: 'ipv4' });
  await stage.sysctl('server', { 'net.core.somaxconn': 65_535 });
  await using server = startInside(
    stage.server,
    'http-server',
    by,
    JSON.stringify(options),
    WORK_MS,
  );
  await server.said();
  await using client = startInside(
    stage.client,
    'impatient',
    `http://${stage.server.address}/`,
    ...LOAD,
  );
  // Not at once: by then a long queue is long.
  const found = lateFindings(stage);
  const outcome = await client.said<Outcome>(60_000);
  return { outcome, found: await found };
}

async function lateFindings(stage: Stage): Promise<string[]> {
  await findings(stage);
  return findings(stage);
}

test(
  'overload: shedding serves at least twice as many as a backlog of 65535',
  needs('root', 'ip'),
  async (t) => {
    const long = await overloaded('node', { backlog: 65_535 });
    const shed = await overloaded('kit', {});
    t.diagnostic(`backlog 65535: ${JSON.stringify(long)}; listen(): ${JSON.stringify(shed)}`);
    assert.ok(
      shed.outcome.ok >= 2 * long.outcome.ok,
      `${shed.outcome.ok} and ${long.outcome.ok} served`,
    );
    assert.ok(shed.outcome.refused > shed.outcome.gaveUp, 'who is not served is told at once');
    assert.ok(long.found.includes('accept-queue-delay'), long.found.join());
    assert.deepEqual(shed.found, []);
  },
);
