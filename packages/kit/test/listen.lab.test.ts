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

/** How many of a burst connect within 1.5 s while the event loop stalls for 2 s. */
async function stalled(by: 'kit' | 'node') {
  await using stage = await openStage({ family: 'ipv4' });
  assert.equal(await stage.readSysctl('server', 'net.core.somaxconn'), '4096');
  await using server = startInside(stage.server, 'http-server', by);
  await server.said();
  const client = await stage.actor('client');
  const found = findings(stage);
  server.tell(`stall ${STALL_MS}`);
  await server.said();
  const { ok, pending } = await client.connect({
    to: stage.server.address,
    port: 80,
    count: BURST,
    inFlight: BURST,
    timeoutMs: 1_500,
  });
  return { ok, lost: pending, found: await found };
}

test("a stall of 2 s: connects are lost with Node's own backlog", needs('root', 'ip'), async () => {
  const { ok, lost, found } = await stalled('node');
  assert.ok(lost >= 400, `${lost} of ${BURST} lost`);
  assert.equal(ok + lost, BURST);
  assert.deepEqual(found, ['accept-queue-overflow']);
});

test('a stall of 2 s: no connect is lost with listen()', needs('root', 'ip'), async () => {
  const { ok, found } = await stalled('kit');
  assert.equal(ok, BURST);
  assert.deepEqual(found, []);
});

interface Outcome {
  readonly offered: number;
  readonly ok: number;
  readonly refused: number;
  readonly gaveUp: number;
  readonly failed: number;
}

const WORK_MS = '20';
/** Two and a half times what 20 ms of work per request allow, for clients that wait for 2 s. */
const LOAD = ['125', '8000', '2000'] as const;

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
  // The second half of the load: by then a long queue is long.
  const found = lateFindings(stage);
  const outcome = await client.said<Outcome>(30_000);
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
    assert.deepEqual(long.found, ['accept-queue-delay']);
    assert.deepEqual(shed.found, []);
  },
);
