/**
 * A pool without a limit opens a connection for each request and keeps it, until no port is left.
 * @module
 */
import type { SocketId } from '../actor/ops.ts';
import { narrowRange, PORTS } from '../scenarios/narrow-range.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { secondAddress } from './second-address.ts';
import { useless } from './useless.ts';

const ID = 'port-exhaustion-established';
const REQUESTS = 640;
const POOL = 16;
const ASK = { requestBytes: 100, responseBytes: 1_000 };

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  await narrowRange(stage, lever === 'wider-range' ? 4 * PORTS : PORTS);
  if (lever === 'reuse-time-wait') await stage.sysctl('client', { 'net.ipv4.tcp_tw_reuse': 1 });
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 1_024 });
  const { requestBytes, responseBytes } = ASK;
  const serving = await server.serve({ listener, requestBytes, reply: { bytes: responseBytes } });
  const answered = async () => (await server.report(serving)).counts['requests'] ?? 0;
  if (lever === 'limited-pool') {
    const requests = REQUESTS / POOL;
    const pool = { concurrency: POOL, count: POOL, requests };
    await client.finish(await client.load({ to, port: 80, ...pool, ...ASK }));
    return { figures: async () => ({ [ANSWERED.id]: await answered() }) };
  }
  const sockets: SocketId[] = [];
  for (const from of await addresses(stage, lever)) {
    const share = await client.connect({ to, port: 80, count: REQUESTS / from.of, ...from.bind });
    sockets.push(...share.sockets);
  }
  await client.send({ sockets, bytes: requestBytes });
  await until('the answers', async () => (await answered()) >= sockets.length);
  return { figures: async () => ({ [ANSWERED.id]: await answered() }) };
}

/** Where the client connects from, and the share of each. */
async function addresses(stage: Stage, lever: string | undefined) {
  if (lever !== 'more-addresses') return [{ of: 1, bind: {} }];
  const second = await secondAddress(stage, 'client');
  return [stage.client.address, second].map((bindAddress) => ({
    of: 2,
    bind: { bindAddress, bindNoPort: true },
  }));
}

/** Ports full of connections. */
export const portExhaustionEstablished: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'A client with 64 ephemeral ports has 640 requests for one server; its pool has no limit, opens a connection for each and keeps it.',
    ko: '임시 포트가 64개인 클라이언트가 한 서버에 요청 640건을 보냅니다. 상한 없는 커넥션 풀이 요청마다 연결을 열고 유지합니다.',
  },
  crowd: {
    en: '640 requests from 64 ports, a pool without a limit',
    ko: '포트 64개로 요청 640건, 상한 없는 커넥션 풀',
  },
  measures: [ANSWERED],
  finds: { side: 'client', rule: ID },
  levers: [
    {
      id: 'limited-pool',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a pool of at most 16 connections', ko: '커넥션 풀 상한 16개' },
      effect: { kind: 'better', times: 9.9 },
    },
    {
      id: 'more-addresses',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'a second address of the client', ko: '클라이언트 주소 1개 추가' },
      effect: { kind: 'better', times: 1.9 },
      afterwards: 'either',
    },
    {
      id: 'wider-range',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'a range four times as wide', ko: '4배 넓은 임시 포트 범위' },
      effect: { kind: 'better', times: 3.9 },
      afterwards: 'either',
    },
    useless('reuse-time-wait', 'net.ipv4.tcp_tw_reuse=1'),
  ],
  begin,
};
