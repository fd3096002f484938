/**
 * Handshakes of real clients that outnumber a small backlog.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilCounted } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'syn-backlog-small';
/** 600 ms there and back at 60 a second: 36 handshakes are under way, and 16 arrive within 260 ms. */
export const LINK = { delayMs: 300 };
const PER_SECOND = 60;

/** Clients from afar, 60 a second for a minute, or so many. */
export async function distantClients(stage: Stage, backlog: number, count?: number) {
  const cast = await pair(stage);
  const { listener } = await cast.server.listen({ port: 80, backlog });
  const { activity } = await cast.server.serve({ listener });
  await cast.client.load({
    to: cast.to,
    port: 80,
    connectionsPerSec: PER_SECOND,
    ...(count === undefined ? { forMs: 60_000 } : { count }),
    timeoutMs: 3_000,
  });
  return { ...cast, activity };
}

/** A backlog below the handshakes under way, and one above. */
export const synBacklogSmall: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    link: LINK,
    story: {
      en: 'Clients 600 ms away keep 36 handshakes under way in front of a backlog of 16: the kernel logs a flood that is none.',
      ko: '600ms 거리의 클라이언트들이 핸드셰이크 36건을 진행 중인데 백로그는 16입니다. 공격이 아닌데도 커널은 SYN flooding 로그를 남깁니다.',
    },
    async play(stage) {
      await distantClients(stage, 16);
      await untilCounted(stage, 'SyncookiesRecv', 20);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'syn-backlog-small-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    link: LINK,
    story: {
      en: 'The same clients in front of a backlog of 512.',
      ko: '같은 클라이언트이며 백로그는 512입니다.',
    },
    async play(stage) {
      const { server, activity } = await distantClients(stage, 512);
      await until('40 to be accepted', async () => {
        const { counts } = await server.report({ activity });
        return (counts['accepted'] ?? 0) >= 40;
      });
    },
    expect: { server: [], client: [] },
  },
];
