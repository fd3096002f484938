/**
 * A server that answers and closes with SO_LINGER 0: what is not sent yet is thrown away.
 * @module
 */
import { counted, PORT } from '../scenarios/open-flow.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { useless } from './useless.ts';

const ID = 'linger-reset';
const REQUEST_BYTES = 100;
/** More than leaves at once: the first window of a connection is 14 KB. */
const ANSWER_BYTES = 200_000;
const REQUESTS = 60;
const PER_SECOND = 20;
/** Longer than any checkup. */
const OTHERS_MS = 30_000;

const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'fin-timeout': { 'net.ipv4.tcp_fin_timeout': 1 },
  'abort-on-overflow': { 'net.ipv4.tcp_abort_on_overflow': 1 },
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('server', sysctls);
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: PORT, backlog: 128 });
  await server.serve({
    listener,
    requestBytes: REQUEST_BYTES,
    reply: { bytes: ANSWER_BYTES },
    closeAfter: 'request',
    options: lever === 'usual-close' ? {} : { linger0: true },
  });
  const asking = {
    to,
    port: PORT,
    requestBytes: REQUEST_BYTES,
    responseBytes: ANSWER_BYTES,
    connectionsPerSec: PER_SECOND,
    closeFirst: false,
  };
  const load = await client.load({ ...asking, count: REQUESTS });
  await client.load({ ...asking, forMs: OTHERS_MS });
  await until('ten requests', async () => {
    return (await counted(stage, 'server', 'Tcp.PassiveOpens')) >= 10;
  });
  return {
    async figures() {
      const { counts } = await client.finish(load);
      return { [ANSWERED.id]: counts['ok'] ?? 0 };
    },
  };
}

/** Answers that are cut off by their own server. */
export const lingerReset: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'A server answers each request with 200 KB and closes with SO_LINGER 0, to have no TIME_WAIT. 60 requests are counted.',
    ko: '서버가 TIME_WAIT를 남기지 않으려고 200KB로 응답한 뒤 SO_LINGER 0으로 닫습니다. 요청 60건을 셉니다.',
  },
  crowd: {
    en: '60 requests to a server that closes with SO_LINGER 0 after 200 KB',
    ko: '200KB를 응답하고 SO_LINGER 0으로 닫는 서버에 보낸 요청 60건',
  },
  measures: [ANSWERED],
  finds: { side: 'server', rule: ID },
  levers: [
    {
      id: 'usual-close',
      kind: 'remedy',
      at: 'application',
      what: { en: 'close() without SO_LINGER', ko: 'SO_LINGER 없는 close()' },
      effect: { kind: 'better', times: 10 },
    },
    useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
    useless('abort-on-overflow', 'net.ipv4.tcp_abort_on_overflow=1'),
  ],
  begin,
};
