/**
 * Connections closed halfway a moment ago: FIN_WAIT2 with an owner is no trouble when it is young.
 * (The fault takes a minute of silence, and is not brought about here.)
 * @module
 */
import type { Scenario } from '../scenario.ts';
import { until } from '../until.ts';
import { openFlow } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'fin-wait2-held';

/** Half-closed connections in order. */
export const finWait2Held: readonly Scenario[] = [
  {
    id: 'half-closed-download',
    rule: OF,
    kind: 'look-alike',
    families: BOTH,
    story: {
      en: 'A client has said all it has to say and closed its half; the answer still comes.',
      ko: '클라이언트가 보낼 것을 모두 보내고 자기 쪽만 닫았으며, 응답은 아직 오고 있습니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage);
      await client.sink({ sockets: connected });
      await client.shutdown({ sockets: connected });
      await until('FIN_WAIT2', async () => (await stage.states('client')).finWait2 === 1);
      await server.stream({ socket: accepted[0], bytesPerSec: 1_000_000 });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'young-fin-wait2',
    rule: OF,
    kind: 'look-alike',
    families: BOTH,
    story: {
      en: 'Two clients have just closed their half; the server has not closed its own yet.',
      ko: '클라이언트 2개가 방금 자기 쪽을 닫았고, 서버는 아직 닫지 않았습니다.',
    },
    async play(stage) {
      const { client, connected } = await openFlow(stage, { count: 2 });
      await client.shutdown({ sockets: connected });
      await until('FIN_WAIT2', async () => (await stage.states('client')).finWait2 === 2);
    },
    expect: { server: [], client: [] },
  },
];
