/**
 * The limit of connection tracking itself, which holds for the whole machine: a higher one lets new
 * connections in, more hash buckets do not.
 * @module
 */
import { CONNTRACK, TRACK } from '../scenarios/conntrack-full.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'conntrack-full';
const BUCKETS = 'net.netfilter.nf_conntrack_buckets';
const LIMIT = 4_096;
/** As the rule proposes it. */
const RAISED = 2 * LIMIT;
const MANY_BUCKETS = 65_536;
const REQUESTS = 30;
const PER_SECOND = 10;
/** The others stay for longer than the round. */
const TIMEOUT_S = 600;

/**
 * Where nf_tables has no `inet`, nf_conntrack must have been loaded with enable_hooks=1, which tracks
 * without any rule; else nothing is tracked, and the untreated round comes out wrong.
 */
const track = (stage: Stage): Promise<void> => stage.nftRuleset('server', TRACK).catch(() => {});

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  stage.machine({ [CONNTRACK.max]: lever === 'raise-limit' ? RAISED : LIMIT });
  if (lever === 'buckets-alone') stage.machine({ [BUCKETS]: MANY_BUCKETS });
  await track(stage);
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 512 });
  const serving = await server.serve({ listener, requestBytes: 100, reply: { bytes: 1_000 } });
  await server.track({ to, port: 8_080, count: LIMIT, timeoutS: TIMEOUT_S });
  await until('the table to fill', async () => {
    return Number(await stage.readSysctl('server', CONNTRACK.count)) >= LIMIT;
  });
  const ask = { to, port: 80, requestBytes: 100, responseBytes: 1_000, count: REQUESTS };
  const asking = await client.load({ ...ask, connectionsPerSec: PER_SECOND });
  return {
    async figures() {
      await client.finish(asking);
      return { [ANSWERED.id]: (await server.report(serving)).counts['requests'] ?? 0 };
    },
  };
}

/** A table whose limit is raised. */
export const conntrackLimit: Trial = {
  id: 'conntrack-limit',
  rule: RULE,
  families: BOTH,
  needs: ['own-machine'],
  machine: [CONNTRACK.max, BUCKETS],
  alone: true,
  story: {
    en: 'Connections of others have taken all 4,096 entries that net.netfilter.nf_conntrack_max allows. Then the clients of a server ask 30 times.',
    ko: '다른 연결들이 net.netfilter.nf_conntrack_max로 허용된 엔트리 4,096개를 모두 차지한 상태에서 서버의 클라이언트가 요청 30건을 보냅니다.',
  },
  crowd: {
    en: '30 requests to a server whose 4,096 entries are taken',
    ko: '엔트리 4,096개가 모두 찬 서버에 보낸 요청 30건',
  },
  measures: [ANSWERED],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'raise-limit',
      kind: 'remedy',
      at: 'kernel',
      what: { en: `${CONNTRACK.max}=${RAISED}`, ko: `${CONNTRACK.max}=${RAISED}` },
      effect: { kind: 'better', times: 10 },
    },
    useless('buckets-alone', `${BUCKETS}=${MANY_BUCKETS}`),
  ],
  begin,
};
