/**
 * A server closes more connections than it may keep in TIME_WAIT: more room, or fewer connections.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { LoadArgs } from '../actor/ops.ts';
import { counted } from '../scenarios/open-flow.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';

const ID = 'time-wait-overflow';
const LIMIT = 10;
const PER_SECOND = 100;
const COUNT = 350;
/** Requests on one connection, with keep-alive. */
const KEPT = 50;

const FORGOTTEN: Measure = {
  id: 'forgotten',
  name: { en: 'connections forgotten at once', ko: 'TIME_WAIT 없이 사라진 연결' },
  unit: 'connections',
  better: 'lower',
};
const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'higher-limit': { 'net.ipv4.tcp_max_tw_buckets': 131_072 },
  'fin-timeout': { 'net.ipv4.tcp_fin_timeout': 1 },
  'reuse-time-wait': { 'net.ipv4.tcp_tw_reuse': 1 },
};

const CLOSES_EACH: Partial<LoadArgs> = {
  connectionsPerSec: PER_SECOND,
  count: COUNT,
  closeFirst: false,
};
const KEEPS: Partial<LoadArgs> = {
  connectionsPerSec: PER_SECOND / KEPT,
  count: COUNT / KEPT,
  requests: KEPT,
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  await stage.sysctl('server', { 'net.ipv4.tcp_max_tw_buckets': LIMIT, ...SYSCTLS[lever ?? ''] });
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 512 });
  const keeps = lever === 'keep-alive';
  const serving = await server.serve({
    listener,
    requestBytes: 100,
    reply: { bytes: 1_000 },
    ...(keeps ? {} : { closeAfter: 'request' }),
  });
  const wish = keeps ? KEEPS : CLOSES_EACH;
  const ask = { requestBytes: 100, responseBytes: 1_000 };
  const load = await client.load({ to, port: 80, ...ask, ...wish });
  await until('as many requests as may be kept, and more', async () => {
    return ((await server.report(serving)).counts['requests'] ?? 0) >= 2 * LIMIT;
  });
  return {
    async figures() {
      await client.finish(load);
      const forgotten = await counted(stage, 'server', 'TcpExt.TCPTimeWaitOverflow');
      return { [FORGOTTEN.id]: forgotten };
    },
  };
}

/** More TIME_WAIT than may be kept. */
export const timeWaitOverflow: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'A server answers 350 requests, 100 a second, closes first and may keep 10 connections in TIME_WAIT.',
    ko: '서버가 초당 100건씩 요청 350건에 응답하고 먼저 닫는데, TIME_WAIT 상한은 10개입니다.',
  },
  crowd: {
    en: '350 connections that the server closes, a limit of 10',
    ko: '서버가 닫는 연결 350개, 상한 10개',
  },
  measures: [FORGOTTEN],
  finds: { side: 'server', rule: ID },
  levers: [
    {
      id: 'higher-limit',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: 'net.ipv4.tcp_max_tw_buckets=131072',
        ko: 'net.ipv4.tcp_max_tw_buckets=131072',
      },
      effect: { kind: 'better', times: 100 },
    },
    {
      id: 'keep-alive',
      kind: 'remedy',
      at: 'application',
      what: { en: 'keep-alive, 50 requests on a connection', ko: 'keep-alive(연결당 요청 50건)' },
      effect: { kind: 'better', times: 100 },
    },
    useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
    useless('reuse-time-wait', 'net.ipv4.tcp_tw_reuse=1'),
  ],
  begin,
};
