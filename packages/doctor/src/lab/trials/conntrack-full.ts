/**
 * A full connection tracking table: what still gets through, and what keeps entries out of it.
 * @module
 */
import { BOTH, pair } from '../scenarios/pair.ts';
import { CONNTRACK, TRACK } from '../scenarios/conntrack-full.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { useless } from './useless.ts';

const ID = 'conntrack-full';
const REQUESTS = 30;
const PER_SECOND = 10;
/** The sysctl that says how long an idle connection keeps its entry. */
const IDLE_TIMEOUT = 'net.netfilter.nf_conntrack_tcp_timeout_established';
const SHORT_S = 1;
/** The kernel comes by once a minute at least. Source: `gc_worker()`, GC_SCAN_INTERVAL_MAX. */
const COLLECTED_MS = 75_000;
/** A machine with a larger table would take too long to fill. */
const MOST = 600_000;

/** Both ways: an answer that is tracked needs an entry too. */
const UNTRACKED = `table inet untracked {
  chain arriving { type filter hook prerouting priority raw; tcp dport 80 notrack; }
  chain leaving { type filter hook output priority raw; tcp sport 80 notrack; }
}
`;

const entries = async (stage: Stage): Promise<number> =>
  Number(await stage.readSysctl('server', CONNTRACK.count));

/** Connections of others fill the server's table, to the last entry; then its clients ask. */
async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  await stage.nftRuleset('server', lever === 'notrack' ? TRACK + UNTRACKED : TRACK);
  if (lever === 'shorter-timeout') await stage.sysctl('server', { [IDLE_TIMEOUT]: SHORT_S });
  if (lever === 'longer-queues') {
    await stage.sysctl('server', {
      'net.core.somaxconn': 65_535,
      'net.ipv4.tcp_max_syn_backlog': 65_535,
    });
  }
  const max = Number(await stage.readSysctl('server', CONNTRACK.max));
  if (max > MOST) throw new Error(`Cannot fill the table: nf_conntrack_max is ${max} here`);
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 65_535 });
  const serving = await server.serve({ listener, requestBytes: 100, reply: { bytes: 1_000 } });
  const kept = await client.connect({ to, port: 80 });
  const timeoutS = Number(await stage.readSysctl('server', IDLE_TIMEOUT));
  await server.track({ to, port: 8_080, count: max, timeoutS });
  if (lever === 'shorter-timeout') {
    // What has expired takes room until the kernel comes by.
    const isCollected = async (): Promise<boolean> => (await entries(stage)) < max / 2;
    await until('what has expired to be collected', isCollected, { deadlineMs: COLLECTED_MS });
  } else {
    await until('the table to be full', async () => (await entries(stage)) >= max);
  }
  const ask = { to, port: 80, requestBytes: 100, responseBytes: 1_000, count: REQUESTS };
  const asking =
    lever === 'kept-connection'
      ? await client.stream({ socket: kept.sockets[0] ?? -1, ...PACED })
      : await client.load({ ...ask, connectionsPerSec: PER_SECOND });
  return {
    async figures() {
      await client.finish(asking);
      return { [ANSWERED.id]: (await server.report(serving)).counts['requests'] ?? 0 };
    },
  };
}

/** As many requests in the same time, on one connection. */
const PACED = { bytesPerSec: 100 * PER_SECOND, chunkBytes: 100, totalBytes: 100 * REQUESTS };

/** A table without room. */
export const conntrackFull: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'Connections of others have taken every entry of the tracking table of a server. Then its clients ask 30 times.',
    ko: '다른 연결들이 서버의 conntrack 엔트리를 모두 차지한 상태에서 클라이언트가 요청 30건을 보냅니다.',
  },
  crowd: {
    en: '30 requests to a server whose table is full',
    ko: 'conntrack 테이블이 가득 찬 서버에 보낸 요청 30건',
  },
  measures: [ANSWERED],
  finds: { side: 'server', rule: ID },
  levers: [
    {
      id: 'notrack',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'a notrack rule for the port', ko: '해당 포트의 notrack 규칙' },
      effect: { kind: 'better', times: 10 },
      afterwards: 'either',
    },
    {
      id: 'kept-connection',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a connection that is kept', ko: '유지되는 연결' },
      effect: { kind: 'better', times: 10 },
      afterwards: 'either',
    },
    {
      id: 'shorter-timeout',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: `${IDLE_TIMEOUT}=${SHORT_S}, less than advised to be done sooner: 3600 does it for those idle for an hour`,
        ko: `${IDLE_TIMEOUT}=${SHORT_S}(빨리 끝나도록 권장값보다 줄인 값, 권장값 3600은 한 시간 유휴 상태인 연결에 적용)`,
      },
      effect: { kind: 'better', times: 10 },
    },
    useless('longer-queues', 'net.core.somaxconn=65535, net.ipv4.tcp_max_syn_backlog=65535'),
  ],
  begin,
};
