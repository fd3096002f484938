/**
 * A client that binds its address before it connects uses up its ports for every destination at once.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { narrowRange } from './narrow-range.ts';

const RULE = 'port-exhaustion-bind';
const BOTH = ['ipv4', 'ipv6'] as const;
const PORTS = [80, 81, 82] as const;
/** To each of three ports: 60 in all, but less than a third of 64 to one. */
const EACH = 20;

/** Three destinations, 20 connections to each, from an address bound first. */
async function bindAndHold(stage: Stage, bindNoPort: boolean): Promise<void> {
  await narrowRange(stage);
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  for (const port of PORTS) {
    const { listener } = await server.listen({ port, backlog: 128 });
    await server.serve({ listener });
    const bindAddress = stage.client.address;
    await client.connect({ to: stage.server.address, port, count: EACH, bindAddress, bindNoPort });
  }
  await until(
    'the connections to stand',
    async () => (await stage.states('client')).established >= EACH * PORTS.length,
  );
}

/** Ports bound before they are connected, and its twin. */
export const portExhaustionBind: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A client binds its address before each connect(): 60 connections to three places take 60 of 64 ports.',
      ko: '클라이언트가 connect() 전에 주소를 bind하여, 세 곳으로 맺은 연결 60개가 포트 64개 중 60개를 차지합니다.',
    },
    play: (stage) => bindAndHold(stage, false),
    expect: { client: [RULE], server: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same connections with IP_BIND_ADDRESS_NO_PORT: connect() chooses the ports and shares them.',
      ko: '같은 연결을 IP_BIND_ADDRESS_NO_PORT로 맺어, connect()가 포트를 골라 목적지끼리 함께 씁니다.',
    },
    play: (stage) => bindAndHold(stage, true),
    expect: { client: [], server: [] },
  },
];
