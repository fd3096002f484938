/**
 * nginx at its own limit of connections: it accepts who comes and closes at once. More connections
 * help; no queue of the kernel was full.
 * @module
 */
import { counted } from '../scenarios/open-flow.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import { startNginx } from '../nginx.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'accepted-then-reset';
const FEW = 64;
const MANY = 4_096;
/** Long downloads: with nginx's own sockets they take all it may have. */
const BUSY = FEW;
const REQUESTS = 80;
const PER_SECOND = 20;
/** Longer than any checkup. */
const OTHERS_MS = 30_000;

/** The kernel hands a connection over when the request is there. */
const HTTP = `  server {
    listen 80 deferred;
    listen [::]:80 deferred;
    location = / { return 200 "${'a'.repeat(100)}"; }
    location = /long { limit_rate 1; return 200 "${'a'.repeat(1_000)}"; }
  }`;

const get = (path: string): string => `GET ${path} HTTP/1.0\r\n\r\n`;

const IN_VAIN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  somaxconn: { 'net.core.somaxconn': 65_535 },
  'abort-on-overflow': { 'net.ipv4.tcp_abort_on_overflow': 1 },
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = IN_VAIN[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('server', sysctls);
  await startNginx(stage, {
    workerConnections: lever === 'more-connections' ? MANY : FEW,
    http: HTTP,
  });
  const { client, to } = await pair(stage);
  const ask = { to, port: 80, responseBytes: 100 };
  await client.load({
    ...ask,
    responseBytes: 1_000,
    requestText: get('/long'),
    concurrency: BUSY,
    count: BUSY,
    timeoutMs: 60_000,
  });
  await until('the downloads to begin', async () => {
    return (await counted(stage, 'server', 'Tcp.PassiveOpens')) >= BUSY;
  });
  const asking = { ...ask, requestText: get('/'), connectionsPerSec: PER_SECOND };
  const load = await client.load({ ...asking, count: REQUESTS });
  await client.load({ ...asking, forMs: OTHERS_MS });
  await until('ten requests', async () => {
    return (await counted(stage, 'server', 'Tcp.PassiveOpens')) >= BUSY + 10;
  });
  return {
    async figures() {
      const { counts } = await client.finish(load);
      return { [ANSWERED.id]: counts['ok'] ?? 0 };
    },
  };
}

/** nginx without a connection left. */
export const nginxConnections: Trial = {
  id: 'nginx-connections',
  rule: RULE,
  families: BOTH,
  needs: ['nginx'],
  story: {
    en: 'Long downloads take all 64 connections that nginx may have (worker_connections). Others ask 80 times.',
    ko: '긴 다운로드가 nginx의 연결 64개(worker_connections)를 모두 차지한 동안 다른 클라이언트가 요청 80건을 보냅니다.',
  },
  crowd: {
    en: '80 requests to nginx while downloads hold its 64 connections',
    ko: '다운로드가 연결 64개를 모두 차지한 nginx에 보낸 요청 80건',
  },
  measures: [ANSWERED],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'more-connections',
      kind: 'remedy',
      at: 'application',
      what: { en: `worker_connections ${MANY}`, ko: `worker_connections ${MANY}` },
      effect: { kind: 'better', times: 10 },
    },
    useless('somaxconn', 'net.core.somaxconn=65535'),
    useless('abort-on-overflow', 'net.ipv4.tcp_abort_on_overflow=1'),
  ],
  begin,
};
