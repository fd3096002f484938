/**
 * Connections that stay fill the ephemeral ports of a client; and as many that go to several places.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { narrowRange, PORTS } from './narrow-range.ts';

const RULE = 'port-exhaustion-established';
const BOTH = ['ipv4', 'ipv6'] as const;

/** A client with 64 ports that opens `count` connections to each of these ports and keeps them. */
async function hold(stage: Stage, ports: readonly number[], count: number): Promise<void> {
  await narrowRange(stage);
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  for (const port of ports) {
    const { listener } = await server.listen({ port, backlog: 128 });
    await server.serve({ listener });
    await client.connect({ to: stage.server.address, port, count });
  }
  await until(
    'the connections to stand',
    async () => (await stage.states('client')).established >= count * ports.length,
  );
}

/** Ports full of connections, and its twin. */
export const portExhaustionEstablished: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A client with 64 ephemeral ports keeps 64 connections to one server: the 65th has no port.',
      ko: '임시 포트가 64개인 클라이언트가 한 서버로 연결 64개를 유지해, 65번째 연결에 쓸 포트가 없습니다.',
    },
    play: (stage) => hold(stage, [80], PORTS),
    expect: { client: [RULE], server: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same client keeps 20 connections.',
      ko: '같은 클라이언트가 연결 20개만 유지합니다.',
    },
    play: (stage) => hold(stage, [80], 20),
    expect: { client: [], server: [] },
  },
  {
    id: 'connections-to-many-places',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'As many connections, to four places: each place has the whole range, and ports are shared.',
      ko: '연결 수는 같지만 목적지가 네 곳입니다. 목적지마다 범위 전체를 쓰고 포트를 함께 사용합니다.',
    },
    play: (stage) => hold(stage, [80, 81, 82, 83], 16),
    expect: { client: [], server: [] },
  },
];
