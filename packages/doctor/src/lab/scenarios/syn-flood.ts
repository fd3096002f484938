/**
 * A SYN flood that cookies hold off, and crowds of real clients that resemble one.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { untilCounted } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'syn-flood';
const FLOOD_PER_SEC = 500;
const FLOOD_COUNT = 30_000;

/** A server that serves, and clients that come and go. */
async function service(stage: Stage, backlog: number, connectionsPerSec = 10) {
  const cast = await pair(stage);
  const { listener } = await cast.server.listen({ port: 80, backlog });
  await cast.server.serve({ listener });
  await cast.client.load({ to: cast.to, port: 80, connectionsPerSec, forMs: 60_000 });
  return cast;
}

/** The flood, the same service without it, and a crowd whose cookies come back. */
export const synFlood: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: '500 SYNs a second from addresses nobody has hit a backlog of 64; cookies keep real clients served.',
      ko: '존재하지 않는 주소에서 초당 500개의 SYN이 백로그 64인 리스너로 들어옵니다. SYN 쿠키 덕분에 실제 클라이언트는 연결됩니다.',
    },
    async play(stage) {
      const { client, to } = await service(stage, 64);
      await client.flood({ to, port: 80, count: FLOOD_COUNT, perSec: FLOOD_PER_SEC });
      await untilCounted(stage, 'SyncookiesSent', 50);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'syn-flood-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same server and clients, without a flood.',
      ko: '같은 서버와 클라이언트이며, 공격은 없습니다.',
    },
    async play(stage) {
      await service(stage, 64);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'syn-cookies-at-work',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    link: { delayMs: 200 },
    story: {
      en: 'More real clients than the backlog of 160 has places are connecting from afar: cookies go out, and come back.',
      ko: '백로그 160보다 많은 실제 클라이언트가 먼 곳에서 동시에 연결 중입니다. SYN 쿠키가 나가고 모두 돌아옵니다.',
    },
    async play(stage) {
      await service(stage, 160, 500);
      await untilCounted(stage, 'SyncookiesRecv', 20);
    },
    expect: { server: [], client: [] },
  },
];
