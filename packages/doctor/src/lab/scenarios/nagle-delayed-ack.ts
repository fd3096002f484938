/**
 * A program that writes a request in two pieces, and waits 40 ms for each answer.
 * @module
 */
import type { ActivityId, SocketOptions } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { openFlow, PORT } from './open-flow.ts';
import { BOTH, pair } from './pair.ts';

const OF = 'nagle-delayed-ack';
const CONNECTIONS = 4;
const NODELAY: SocketOptions = { nodelay: true };
/** Bytes of both pieces of a request. */
const PIECES = [100, 100] as const;
const ANSWER = 200;

/** How the clients ask. */
export interface AskWish {
  readonly options?: SocketOptions;
  /** Bytes of the two writes of a request; 0 is none. @default 100 and 100 */
  readonly pieces?: readonly [number, number];
  /** Between two requests, ms. @default 0 */
  readonly pauseMs?: number;
}

/** Clients that ask until their stage ends; `asked` is the activity of each connection. */
export interface Asking {
  readonly client: Actor;
  readonly asked: readonly ActivityId[];
}

/** Requests in two pieces, one after the other, by four clients; returns when twenty are answered. */
export async function askInPieces(stage: Stage, wish: AskWish = {}): Promise<Asking> {
  const { options, pieces = PIECES, pauseMs = 0 } = wish;
  const [first, second] = pieces;
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: PORT, backlog: 128 });
  const requestBytes = first + second;
  const served = await server.serve({ listener, requestBytes, reply: { bytes: ANSWER } });
  const { sockets } = await client.connect({ ...options, to, port: PORT, count: CONNECTIONS });
  const asked: ActivityId[] = [];
  for (const socket of sockets) {
    const writeWriteRead = { first, second, replyBytes: ANSWER, pauseMs };
    asked.push((await client.stream({ socket, writeWriteRead })).activity);
  }
  await until('twenty answers', async () => {
    const { counts } = await server.report(served);
    return (counts['requests'] ?? 0) >= 20;
  });
  return { client, asked };
}

/** Nagle against delayed ACK, its twin and look-alike. */
export const nagleDelayedAck: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A client writes each request in two pieces: the second waits 40 ms for a delayed ACK.',
      ko: '클라이언트가 요청을 두 번에 나눠 써서, 두 번째 조각이 지연된 ACK를 40ms 기다립니다.',
    },
    play: async (stage) => void (await askInPieces(stage)),
    expect: { server: [], client: [OF] },
  },
  {
    id: 'nagle-delayed-ack-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    story: {
      en: 'The same requests in two pieces with TCP_NODELAY.',
      ko: '똑같이 두 조각으로 나눠 쓰지만 TCP_NODELAY를 켰습니다.',
    },
    play: async (stage) => void (await askInPieces(stage, { options: NODELAY, pauseMs: 5 })),
    expect: { server: [], client: [] },
  },
  {
    id: 'two-pieces-over-a-long-path',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    link: { delayMs: 25 },
    story: {
      en: 'TCP_NODELAY is set; each request takes 50 ms because the path does.',
      ko: 'TCP_NODELAY를 켰으며, 경로의 왕복 시간이 50ms여서 요청마다 50ms가 걸립니다.',
    },
    play: async (stage) => void (await askInPieces(stage, { options: NODELAY })),
    expect: { server: [], client: [] },
  },
  {
    id: 'log-shipping',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'A program ships its log in small writes without TCP_NODELAY: held back for 40 ms, and nobody waits.',
      ko: '프로그램이 TCP_NODELAY 없이 로그를 조금씩 보냅니다. 40ms씩 보류되지만 기다리는 쪽이 없습니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage, { count: CONNECTIONS });
      const sunk = await server.sink({ sockets: accepted });
      for (const socket of connected) await client.stream({ socket, bytesPerSec: 20_000 });
      await until('log lines', async () => {
        const { counts } = await server.report(sunk);
        return (counts['bytesRead'] ?? 0) > 10_000;
      });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'answers-after-40-ms',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Each request is written at once and takes 40 ms, because the server thinks for so long.',
      ko: '요청을 한 번에 쓰며, 서버의 처리 시간 때문에 매번 40ms가 걸립니다.',
    },
    async play(stage) {
      const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
      const { listener } = await server.listen({ port: PORT, backlog: 128 });
      const reply = { bytes: 200, afterMs: 40 };
      await server.serve({ listener, requestBytes: 200, reply });
      const { activity } = await client.load({
        to: stage.server.address,
        port: PORT,
        concurrency: CONNECTIONS,
        requestBytes: 200,
        responseBytes: 200,
        requests: 1_000,
        timeoutMs: 60_000,
      });
      await until('twenty answers', async () => {
        const { spreads } = await client.report({ activity });
        return (spreads['requestMs']?.count ?? 0) >= 20;
      });
    },
    expect: { server: [], client: [] },
  },
];
