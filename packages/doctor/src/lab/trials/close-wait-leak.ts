/**
 * Connections that nobody closes: a server without descriptors, and a pool full of dead connections.
 * @module
 */
import type { ServeArgs, SocketId } from '../actor/ops.ts';
import { untilCloseWait } from '../scenarios/close-wait-leak.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Lever, Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { useless } from './useless.ts';

const ID = 'close-wait-leak';
/** Descriptors the server has left; as many clients come and go. */
const SPARE = 60;
const NEWCOMERS = 20;
const PROBED = { idleS: 1, intervalS: 1, probes: 1 };
const SHORT = { 'net.ipv4.tcp_fin_timeout': 1 };
const ASK = { requestBytes: 100, responseBytes: 1_000 };

/** The server's descriptors are gone with clients that have closed; then others ask. */
async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const { server, client, to } = await pair(stage);
  if (lever === 'fin-timeout') await stage.sysctl('client', SHORT);
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  const serving = await server.serve({ listener, ...wish(lever) });
  await server.limitFds({ spare: SPARE });
  const { sockets } = await client.connect({ to, port: 80, count: SPARE });
  await until('the server to take them', async () => {
    return ((await server.report(serving)).counts['accepted'] ?? 0) >= SPARE;
  });
  await client.close({ sockets });
  if (lever === 'close-at-end') await untilNone(stage, 'server');
  else await untilCloseWait(stage, 'server', SPARE);
  if (lever === 'restarted') await restart(stage, server);
  return {
    async figures() {
      const load = { to, port: 80, ...ASK, count: NEWCOMERS, concurrency: NEWCOMERS };
      const { counts } = await client.finish(await client.load(load));
      return { [ANSWERED.id]: counts['ok'] ?? 0 };
    },
  };
}

const wish = (lever: string | undefined): Omit<ServeArgs, 'listener'> => ({
  requestBytes: ASK.requestBytes,
  reply: { bytes: ASK.responseBytes },
  onEof: lever === 'close-at-end' ? 'close' : 'keep',
  options: lever === 'keepalive' ? { keepalive: PROBED } : {},
});

const untilNone = (stage: Stage, side: 'server' | 'client') =>
  until('none in CLOSE_WAIT', async () => (await stage.states(side)).closeWait === 0);

/** The same program anew. */
async function restart(stage: Stage, server: Actor): Promise<void> {
  await server.kill();
  const again = await stage.actor('server');
  const { listener } = await again.listen({ port: 80, backlog: 128 });
  await again.serve({ listener, ...wish(undefined) });
}

const POOLED = 15;

/** The server closes what is idle in a pool; then the pool is used. */
async function pool(stage: Stage, lever: string | undefined): Promise<Round> {
  const { server, client, to } = await pair(stage);
  if (lever === 'fin-timeout') await stage.sysctl('server', SHORT);
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  const idle = await server.serve({ listener });
  const options = lever === 'keepalive' ? { keepalive: PROBED } : {};
  const { sockets } = await client.connect({ to, port: 80, count: POOLED, ...options });
  await until('the pool to stand', async () => {
    return ((await server.report(idle)).counts['accepted'] ?? 0) >= POOLED;
  });
  await server.halt({ ...idle, close: true });
  await untilCloseWait(stage, 'client', POOLED);
  const serving = await server.serve({ listener, requestBytes: ASK.requestBytes });
  const fresh = lever === 'pool-tests' ? await replaced(client, to, sockets) : sockets;
  return {
    async figures() {
      await client.send({ sockets: fresh, bytes: ASK.requestBytes });
      await client.recv({ sockets: fresh, max: 1, timeoutMs: 500 });
      return { [ANSWERED.id]: (await server.report(serving)).counts['requests'] ?? 0 };
    },
  };
}

/** A pool that reads before use, finds the end of the stream, and connects anew. */
async function replaced(client: Actor, to: string, sockets: readonly SocketId[]) {
  const { eof } = await client.recv({ sockets, max: 1 });
  await client.close({ sockets });
  return (await client.connect({ to, port: 80, count: eof })).sockets;
}

const KEEPALIVE: Lever = {
  ...useless('keepalive', 'SO_KEEPALIVE'),
  at: 'application',
};
const FIN_TIMEOUT = useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1');

/** A server that leaks, and a pool that does not look. */
export const closeWaitLeak: readonly [Trial, Trial] = [
  {
    id: ID,
    rule: ID,
    families: BOTH,
    story: {
      en: '60 clients have closed and the server has not: its descriptors are gone. Then 20 others ask.',
      ko: '클라이언트 60개가 닫았지만 서버가 닫지 않아 디스크립터가 바닥났습니다. 이어서 다른 클라이언트 20개가 요청합니다.',
    },
    crowd: {
      en: '20 new clients of a server with 60 connections that it did not close',
      ko: '연결 60개를 닫지 않은 서버에 온 새 클라이언트 20개',
    },
    measures: [ANSWERED],
    finds: { side: 'server', rule: ID },
    levers: [
      {
        id: 'close-at-end',
        kind: 'remedy',
        at: 'application',
        what: { en: 'close() at the end of the stream', ko: '스트림 끝에서 close() 호출' },
        effect: { kind: 'better', times: 10 },
      },
      {
        id: 'restarted',
        kind: 'remedy',
        at: 'process',
        what: { en: 'a restart of the program', ko: '프로그램 재시작' },
        effect: { kind: 'better', times: 10 },
      },
      KEEPALIVE,
      FIN_TIMEOUT,
    ],
    begin,
  },
  {
    id: 'close-wait-leak-pool',
    rule: ID,
    families: BOTH,
    story: {
      en: 'A server has closed 15 idle connections of a pool. The pool has not looked, and sends 15 requests on them.',
      ko: '서버가 커넥션 풀의 유휴 연결 15개를 닫았습니다. 풀은 이를 확인하지 않고 요청 15건을 그 연결로 보냅니다.',
    },
    crowd: {
      en: '15 requests on pooled connections that the server has closed',
      ko: '서버가 이미 닫은 풀의 연결로 보낸 요청 15건',
    },
    measures: [ANSWERED],
    finds: { side: 'client', rule: ID },
    levers: [
      {
        id: 'pool-tests',
        kind: 'remedy',
        at: 'application',
        what: { en: 'a pool that tests before use', ko: '사용 전에 검증하는 풀' },
        effect: { kind: 'better', times: 10 },
      },
      KEEPALIVE,
      FIN_TIMEOUT,
    ],
    begin: pool,
  },
];
