/**
 * A client that binds before it connects has one range for all servers instead of one for each.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { ConnectArgs } from '../actor/ops.ts';
import { narrowRange, PORTS } from '../scenarios/narrow-range.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';

const ID = 'port-exhaustion-bind';
/** Destinations are ports of one server: each has the whole range to itself. */
const SERVERS = 16;
const EACH = 16;
const FIRST_PORT = 8_000;

const MADE: Measure = {
  id: 'made',
  name: { en: 'connections made', ko: '맺은 연결' },
  unit: 'connections',
  better: 'higher',
};

/** How the client binds, by lever. */
function binding(stage: Stage, lever: string | undefined): Partial<ConnectArgs> {
  const bindAddress = stage.client.address;
  if (lever === 'bind-no-port') return { bindAddress, bindNoPort: true };
  return { bindAddress, reuseaddr: lever === 'reuseaddr' };
}

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  await narrowRange(stage, lever === 'wider-range' ? 2 * PORTS : PORTS);
  if (lever === 'reuse-time-wait') await stage.sysctl('client', { 'net.ipv4.tcp_tw_reuse': 1 });
  const { server, client, to } = await pair(stage);
  let connected = 0;
  for (let port = FIRST_PORT; port < FIRST_PORT + SERVERS; port += 1) {
    const { listener } = await server.listen({ port, backlog: 128 });
    await server.serve({ listener });
    const { ok } = await client.connect({ to, port, count: EACH, ...binding(stage, lever) });
    connected += ok;
  }
  await until(
    'the connections to stand',
    async () => (await stage.states('client')).established >= connected,
  );
  return { figures: () => Promise.resolve({ [MADE.id]: connected }) };
}

/** Ports bound before they are connected. */
export const portExhaustionBind: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'A client with 64 ephemeral ports opens 16 connections to each of 16 servers, and binds its address before each connect().',
    ko: '임시 포트가 64개인 클라이언트가 서버 16곳에 연결을 16개씩 여는데, connect() 전에 매번 자기 주소를 bind합니다.',
  },
  crowd: {
    en: '256 connections to 16 servers from 64 ports, bound first',
    ko: '포트 64개를 먼저 bind한 뒤 서버 16곳으로 연결 256개',
  },
  measures: [MADE],
  finds: { side: 'client', rule: ID },
  levers: [
    {
      id: 'bind-no-port',
      kind: 'remedy',
      at: 'application',
      what: { en: 'IP_BIND_ADDRESS_NO_PORT', ko: 'IP_BIND_ADDRESS_NO_PORT' },
      effect: { kind: 'better', times: 3.9 },
    },
    {
      id: 'wider-range',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'a range twice as wide', ko: '2배 넓은 임시 포트 범위' },
      effect: { kind: 'better', times: 1.9 },
      afterwards: 'either',
    },
    useless('reuse-time-wait', 'net.ipv4.tcp_tw_reuse=1'),
    {
      id: 'reuseaddr',
      kind: 'folklore',
      at: 'application',
      what: { en: 'SO_REUSEADDR', ko: 'SO_REUSEADDR' },
      effect: { kind: 'none', within: 1.2 },
    },
  ],
  begin,
};
