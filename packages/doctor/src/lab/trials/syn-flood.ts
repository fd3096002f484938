/**
 * A SYN flood that cookies hold off: only a filter on the way here spares real clients the cookie.
 * And what is left of a flood when it is over.
 * @module
 */
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { flooded } from './flood.ts';
import { BY_COOKIE, CONNECTED, HALF_OPEN } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'syn-flood';
const BACKLOG = 64;
const MAX_SYN_BACKLOG = useless('max-syn-backlog', 'net.ipv4.tcp_max_syn_backlog=65535');
/** The forged sources of the lab. */
const UPSTREAM = ['ip saddr 10.77.0.0/16 drop', 'ip6 saddr fd09:77::/64 drop'];

const raiseMaxSynBacklog = (stage: Stage): Promise<void> =>
  stage.sysctl('server', { 'net.ipv4.tcp_max_syn_backlog': 65_535 });

/** A flood that goes on. */
const running: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  router: true,
  story: {
    en: '1,500 forged SYNs a second come to a backlog of 64 by way of a router, SYN cookies are on. 60 real clients connect within 2 s.',
    ko: 'SYN 쿠키가 켜진 백로그 64인 서버에 라우터를 거쳐 위조된 SYN이 초당 1,500개 들어옵니다. 2초 동안 정상 클라이언트 60개가 접속합니다.',
  },
  crowd: {
    en: '60 clients during a flood of 1,500 SYNs a second',
    ko: '초당 1,500개의 SYN 플러드 중 클라이언트 60개',
  },
  measures: [BY_COOKIE, CONNECTED],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'filter-upstream',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a filter on the router', ko: '라우터에서의 차단' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'longer-queue',
      kind: 'folklore',
      at: 'application',
      what: { en: 'a backlog of 512', ko: '백로그 512' },
      effect: { kind: 'none', within: 1.2 },
    },
    MAX_SYN_BACKLOG,
  ],
  async begin(stage, lever) {
    if (lever === 'filter-upstream') await stage.nft('router', UPSTREAM, 'forward');
    if (lever === 'max-syn-backlog') await raiseMaxSynBacklog(stage);
    return flooded(stage, lever === 'longer-queue' ? 512 : BACKLOG);
  },
};

const FLOOD = { count: 200, perSec: 1_000 };
/** A SYN-ACK is repeated after 1 and 2 s more; 4 s later a handshake with two repetitions is forgotten. */
const AFTER_MS = 7_800;

async function beginOver(stage: Stage, lever: string | undefined): Promise<Round> {
  const { server, client, to } = await pair(stage);
  await server.listen({ port: 80, backlog: BACKLOG });
  const flood = await client.flood({ to, port: 80, ...FLOOD });
  await client.finish(flood);
  const over = performance.now();
  if (lever === 'fewer-retries') await stage.sysctl('server', { 'net.ipv4.tcp_synack_retries': 2 });
  if (lever === 'max-syn-backlog') await raiseMaxSynBacklog(stage);
  return {
    async figures() {
      const left = await until(
        'handshakes to be forgotten',
        async () => {
          const { synRecv } = await stage.states('server');
          return synRecv === 0 || performance.now() - over > AFTER_MS ? synRecv : undefined;
        },
        { deadlineMs: AFTER_MS + 5_000, everyMs: 200 },
      );
      return { [HALF_OPEN.id]: left };
    },
  };
}

/** A flood that is over. */
const over: Trial = {
  id: 'syn-flood-over',
  rule: RULE,
  families: BOTH,
  story: {
    en: 'A short flood leaves a backlog of 64 full of half-open handshakes. How many are left 7.8 s later?',
    ko: '짧은 플러드로 백로그 64가 끝나지 않은 핸드셰이크로 가득 찼습니다. 7.8초 뒤에 몇 개가 남아 있는지 봅니다.',
  },
  crowd: { en: '7.8 s after a flood', ko: '플러드가 끝나고 7.8초 뒤' },
  measures: [HALF_OPEN],
  levers: [
    {
      id: 'fewer-retries',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'net.ipv4.tcp_synack_retries=2', ko: 'net.ipv4.tcp_synack_retries=2' },
      effect: { kind: 'better', times: 10 },
    },
    MAX_SYN_BACKLOG,
  ],
  begin: beginOver,
};

/** A flood, and what it leaves behind. */
export const synFlood: readonly Trial[] = [running, over];
