/**
 * Accept queue overflow: full all the time, full for an instant, and behind a server that hangs; and
 * the same crowd with a server that accepts.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilCounted } from './listen-state.ts';
import type { Pair } from './pair.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'accept-queue-overflow';
const BACKLOG = 4;
const CLIENTS = 12;

/** Bursts as measured: 60 connects every 500 ms. */
const BURST = { connectionsPerSec: 120, burstEveryMs: 500, forMs: 60_000, timeoutMs: 4_000 };
/** Ten every tick: a burst of 60 is accepted within 30 ms, a queue of 32 is too short for it. */
const ACCEPT_PER_SEC = 2_000;

/** 50 clients a second are served until the server is stopped (SIGSTOP); they keep coming. */
export async function servedUntilFrozen(stage: Stage, backlog: number): Promise<Pair> {
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog });
  const { activity } = await server.serve({ listener, reply: { bytes: 100 } });
  await client.load({
    to,
    port: 80,
    connectionsPerSec: 50,
    forMs: 60_000,
    requestBytes: 100,
    responseBytes: 100,
    timeoutMs: 3_000,
  });
  await until('the first requests to be served', async () => {
    const { counts } = await server.report({ activity });
    return (counts['requests'] ?? 0) >= 10;
  });
  server.freeze();
  return { server, client, to };
}

/** A full accept queue, and its twin. */
export const acceptQueueOverflow: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server with a backlog of 4 accepts nobody while clients keep coming.',
      ko: '백로그가 4인 서버가 accept를 하지 않는 동안 클라이언트가 계속 접속합니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      await server.listen({ port: 80, backlog: BACKLOG });
      await client.connect({ to, port: 80, count: CLIENTS, timeoutMs: 200 });
      // Keeps coming while the checkup looks: a counter counts only while it grows.
      await client.load({ to, port: 80, connectionsPerSec: 5, forMs: 60_000, timeoutMs: 3_000 });
      await untilCounted(stage, 'ListenOverflows', CLIENTS - BACKLOG - 1);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'accept-queue-overflow-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same clients and the same backlog of 4; the server accepts.',
      ko: '같은 클라이언트와 같은 백로그 4이지만 서버가 accept를 합니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: BACKLOG });
      await server.serve({ listener });
      const { ok } = await client.connect({ to, port: 80, count: CLIENTS, everyMs: 5 });
      if (ok !== CLIENTS) throw new Error(`Cannot stage the crowd: ${ok} of ${CLIENTS} connected`);
      await client.load({ to, port: 80, connectionsPerSec: 5, forMs: 60_000 });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'accept-queue-overflow-bursts',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: '60 clients come every 500 ms to a backlog of 32. The queue is empty whenever one looks, and yet it overflows.',
      ko: '백로그 32에 클라이언트 60개가 500ms마다 한꺼번에 접속합니다. 볼 때마다 큐는 비어 있지만 실제로는 넘칩니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 32 });
      await server.serve({ listener, acceptPerSec: ACCEPT_PER_SEC });
      await client.load({ to, port: 80, ...BURST });
      await untilCounted(stage, 'ListenOverflows', 20);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'accept-queue-overflow-bursts-twin',
    rule: RULE,
    kind: 'twin',
    of: 'accept-queue-overflow-bursts',
    families: BOTH,
    story: {
      en: 'The same bursts of 60 and the same server with a backlog of 512.',
      ko: '같은 60개 단위의 접속과 같은 서버이지만 백로그가 512입니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 512 });
      const { activity } = await server.serve({ listener, acceptPerSec: ACCEPT_PER_SEC });
      await client.load({ to, port: 80, ...BURST });
      await until('a burst to be accepted', async () => {
        const { counts } = await server.report({ activity });
        return (counts['accepted'] ?? 0) >= 60;
      });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'accept-queue-overflow-frozen',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server that served well is stopped (SIGSTOP); clients ask, wait and give up.',
      ko: '정상이던 서버 프로세스가 멈춥니다(SIGSTOP). 클라이언트는 요청하고 기다리다가 포기합니다.',
    },
    async play(stage) {
      await servedUntilFrozen(stage, 16);
      await untilCounted(stage, 'ListenOverflows', 10);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'accept-queue-overflow-dual-stack',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A dual-stack listener on :: with a backlog of 4 accepts nobody; IPv4 clients reach it as mapped addresses.',
      ko: '::에서 IPv4와 IPv6를 함께 받는 백로그 4의 리스너가 accept를 하지 않습니다. IPv4 클라이언트는 매핑된 주소로 들어옵니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      await server.listen({ port: 80, backlog: BACKLOG, address: '::', v6only: false });
      await client.connect({ to, port: 80, count: CLIENTS, timeoutMs: 200 });
      await client.load({ to, port: 80, connectionsPerSec: 5, forMs: 60_000, timeoutMs: 3_000 });
      await untilCounted(stage, 'ListenOverflows', CLIENTS - BACKLOG - 1);
    },
    expect: { server: [RULE], client: [] },
  },
];
