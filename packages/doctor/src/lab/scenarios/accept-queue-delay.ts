/**
 * Clients that wait in a long accept queue, and queues that only look long.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import { until } from '../until.ts';
import { untilQueued } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'accept-queue-delay';
const BACKLOG = 1_024;
const WAITING = 200;
/** A patient client that asks and waits for the answer. */
const PATIENT = {
  forMs: 60_000,
  requestBytes: 100,
  responseBytes: 100,
  timeoutMs: 60_000,
} as const;

/** A queue that delays, one that stands still; the twin, and a queue seen for an instant. */
export const acceptQueueDelay: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A backlog of 1,024 in front of a server that accepts 20 a second: 200 wait, nobody is turned away.',
      ko: '초당 20건만 accept하는 서버 앞에 백로그가 1,024입니다. 200건이 기다리고 거부되는 연결은 없습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: BACKLOG });
      await client.connect({ to, port: 80, count: WAITING });
      await server.serve({ listener, acceptPerSec: 20, reply: { bytes: 100 } });
      await client.load({ to, port: 80, connectionsPerSec: 20, ...PATIENT });
      await untilQueued(stage, WAITING - 20);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'accept-queue-delay-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same clients and the same backlog of 1,024; the server accepts as fast as they come.',
      ko: '같은 클라이언트와 같은 백로그 1,024이지만 서버가 들어오는 대로 accept합니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: BACKLOG });
      const { activity } = await server.serve({ listener, reply: { bytes: 100 } });
      await client.connect({ to, port: 80, count: WAITING });
      await client.load({ to, port: 80, connectionsPerSec: 20, ...PATIENT });
      await until('all to be accepted', async () => {
        const { counts } = await server.report({ activity });
        return (counts['accepted'] ?? 0) >= WAITING;
      });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'accept-queue-delay-hung',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server hangs. 30 clients are connected, have asked, and wait in a queue that is far from full.',
      ko: '서버가 멈춰 있습니다. 클라이언트 30개가 연결되어 요청까지 보냈지만, 가득 차지 않은 큐에서 기다립니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      await server.listen({ port: 80, backlog: BACKLOG });
      const { sockets } = await client.connect({ to, port: 80, count: 30 });
      await client.send({ sockets, bytes: 100 });
      await untilQueued(stage, 30);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'accept-queue-delay-instant',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'Bursts of 60 stand in the queue for some milliseconds, twice a second; the server keeps up.',
      ko: '60건씩의 접속이 초당 두 번 큐에 수 ms 동안 쌓이지만 서버가 곧바로 처리합니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: BACKLOG });
      const { activity } = await server.serve({
        listener,
        acceptPerSec: 1_000,
        reply: { bytes: 100 },
      });
      await client.load({
        to,
        port: 80,
        connectionsPerSec: 120,
        burstEveryMs: 500,
        ...PATIENT,
      });
      await until('a burst to be accepted', async () => {
        const { counts } = await server.report({ activity });
        return (counts['accepted'] ?? 0) >= 60;
      });
    },
    expect: { server: [], client: [] },
  },
];
