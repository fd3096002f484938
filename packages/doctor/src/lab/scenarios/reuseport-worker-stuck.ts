/**
 * Four workers behind SO_REUSEPORT, of which one, none or all hang.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import { untilCounted, untilQueued } from './listen-state.ts';
import { BOTH } from './pair.ts';

const RULE = 'reuseport-worker-stuck';
const WORKERS = 4;

/** A worker that listens on port 80 beside its siblings; it serves unless it should hang. */
export async function workerOn(stage: Stage, n: number, backlog: number, serves = true) {
  const worker = await stage.actor('server', `worker-${n}`);
  const { listener } = await worker.listen({ port: 80, backlog, reuseport: true });
  if (serves) await worker.serve({ listener, reply: { bytes: 100 } });
  return worker;
}

/** Four of them; the first `healthy` serve. */
export const group = (stage: Stage, backlog: number, healthy = WORKERS): Promise<Actor[]> =>
  Promise.all(
    Array.from({ length: WORKERS }, (_, n) => workerOn(stage, n + 1, backlog, n < healthy)),
  );

/** Workers that listen on port 80; the first `healthy` of them serve. Clients come 60 a second. */
async function workers(stage: Stage, backlog: number, healthy: number): Promise<Actor[]> {
  const [client, workers] = await Promise.all([
    stage.actor('client'),
    group(stage, backlog, healthy),
  ]);
  await client.load({
    to: stage.server.address,
    port: 80,
    connectionsPerSec: 60,
    forMs: 60_000,
    requestBytes: 100,
    responseBytes: 100,
    timeoutMs: 3_000,
  });
  return workers;
}

/** One worker stopped, one that never accepts; the healthy group, and one that hangs as a whole. */
export const reuseportWorkerStuck: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'One of four workers is stopped (SIGSTOP). Its queue of 8 overflows; the others are idle.',
      ko: '워커 4개 중 하나가 멈췄습니다(SIGSTOP). 그 워커의 한도 8인 큐만 넘치고 나머지는 한가합니다.',
    },
    async play(stage) {
      const [first] = await workers(stage, 8, WORKERS);
      first?.freeze();
      await untilCounted(stage, 'ListenOverflows', 5);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'reuseport-worker-stuck-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same four workers and clients; all four accept.',
      ko: '같은 워커 4개와 클라이언트이며, 네 워커 모두 accept합니다.',
    },
    async play(stage) {
      await workers(stage, 8, WORKERS);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'reuseport-worker-stuck-growing',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'One of four workers does not accept. Its queue of 1,024 is far from full, and grows and grows.',
      ko: '워커 4개 중 하나가 accept를 하지 않습니다. 한도 1,024인 큐는 아직 여유가 있지만 계속 늘어납니다.',
    },
    async play(stage) {
      await workers(stage, 1_024, WORKERS - 1);
      await untilQueued(stage, 15);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'reuseport-all-stuck',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'None of the four workers accepts: all queues overflow, no single worker is to blame.',
      ko: '워커 4개 모두 accept를 하지 않아 모든 큐가 넘칩니다. 특정 워커의 문제가 아닙니다.',
    },
    async play(stage) {
      await workers(stage, 8, 0);
      await untilCounted(stage, 'ListenOverflows', 40);
    },
    expect: { server: ['accept-queue-overflow'], client: [] },
  },
];
