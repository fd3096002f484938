/**
 * A client that closes first runs out of ports: what each lever brings in three seconds.
 * @module
 */
import type { LoadArgs, ServeArgs } from '../actor/ops.ts';
import { narrowRange, PORTS } from '../scenarios/narrow-range.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { secondAddress } from './second-address.ts';
import { useless } from './useless.ts';

const ID = 'port-exhaustion-time-wait';
const FOR_MS = 3_000;
const WORKERS = 16;
/** More than anybody asks in that time. */
const ENDLESS = 1_000_000_000;
const ASK = { requestBytes: 100, responseBytes: 1_000 };

/** Sysctls of the client, by lever. */
const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'reuse-time-wait': { 'net.ipv4.tcp_tw_reuse': 1 },
  'fin-timeout': { 'net.ipv4.tcp_fin_timeout': 1 },
  somaxconn: { 'net.core.somaxconn': 65_535 },
  'reuse-without-timestamps': { 'net.ipv4.tcp_tw_reuse': 1, 'net.ipv4.tcp_timestamps': 0 },
};

/** How the client asks, by lever: where it connects from, and how often on a connection. */
async function loads(stage: Stage, lever: string | undefined): Promise<Partial<LoadArgs>[]> {
  if (lever === 'kept-connections') return [{ requests: ENDLESS, timeoutMs: 2 * FOR_MS }];
  if (lever === 'server-closes-first') return [{ closeFirst: false }];
  if (lever !== 'more-addresses') return [{}];
  const second = await secondAddress(stage, 'client');
  return [stage.client.address, second].map((bindAddress) => ({ bindAddress, bindNoPort: true }));
}

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const ports = lever === 'wider-range' ? 4 * PORTS : PORTS;
  await narrowRange(stage, ports);
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('client', sysctls);
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 512 });
  const first: Partial<ServeArgs> =
    lever === 'server-closes-first' ? { closeAfter: 'request' } : {};
  const serving = await server.serve({ listener, ...ASK_OF_SERVER, ...first });
  const asking = await Promise.all(
    (await loads(stage, lever)).map((wish) =>
      client.load({ to, port: 80, concurrency: WORKERS, forMs: FOR_MS, ...ASK, ...wish }),
    ),
  );
  const answered = async () => (await server.report(serving)).counts['requests'] ?? 0;
  await until('the ports to be used once', async () => (await answered()) >= ports);
  return {
    async figures() {
      await Promise.all(asking.map((load) => client.finish(load)));
      return { [ANSWERED.id]: await answered() };
    },
  };
}

const ASK_OF_SERVER = { requestBytes: ASK.requestBytes, reply: { bytes: ASK.responseBytes } };

/** Ports full of TIME_WAIT. */
export const portExhaustionTimeWait: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  alone: true,
  story: {
    en: '16 workers of a client with 64 ephemeral ports ask one request after the other for 3 s, each on a connection of its own, and close first.',
    ko: '임시 포트가 64개인 클라이언트의 워커 16개가 3초 동안 요청마다 새 연결을 만들고 먼저 닫습니다.',
  },
  crowd: {
    en: '16 workers with 64 ports in all that connect for each request, 3 s',
    ko: '포트 64개로 요청마다 새 연결을 만드는 워커 16개, 3초',
  },
  measures: [ANSWERED],
  finds: { side: 'client', rule: ID },
  levers: [
    {
      id: 'kept-connections',
      kind: 'remedy',
      at: 'application',
      what: { en: 'connections that are kept', ko: '연결 재사용(keep-alive)' },
      effect: { kind: 'better', times: 300 },
    },
    {
      id: 'server-closes-first',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a server that closes first', ko: '서버가 먼저 닫는 방식' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'reuse-time-wait',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'net.ipv4.tcp_tw_reuse=1', ko: 'net.ipv4.tcp_tw_reuse=1' },
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
    {
      id: 'more-addresses',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'a second address of the client', ko: '클라이언트 주소 1개 추가' },
      effect: { kind: 'better', times: 1.9 },
      afterwards: 'either',
    },
    useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
    useless('somaxconn', 'net.core.somaxconn=65535'),
    useless('reuse-without-timestamps', 'net.ipv4.tcp_tw_reuse=1, net.ipv4.tcp_timestamps=0'),
  ],
  begin,
};
