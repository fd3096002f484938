/**
 * Services that may not get their port back: TIME_WAIT left behind, or a port in the ephemeral range.
 * @module
 */
import type { SocketId } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { narrowRange } from './narrow-range.ts';
import { BOTH, pair } from './pair.ts';
import type { Pair } from './pair.ts';

const RULE = 'restart-address-in-use';

/** A server that has answered 20 requests and closed first; it stops listening when told. */
export async function answerAndStop(stage: Stage, stop: boolean): Promise<Pair> {
  const cast = await pair(stage);
  const { server, client } = cast;
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  const { activity } = await server.serve({
    listener,
    requestBytes: 100,
    reply: { bytes: 1_000 },
    closeAfter: 'request',
  });
  const load = await client.load({
    to: stage.server.address,
    port: 80,
    concurrency: 5,
    count: 20,
    requestBytes: 100,
    responseBytes: 1_000,
    closeFirst: false,
  });
  await client.finish({ activity: load.activity });
  await until('TIME_WAIT', async () => (await stage.states('server')).timeWait >= 20);
  if (!stop) return cast;
  await server.halt({ activity });
  await server.close({ sockets: [listener] });
  await until('the listener to go', async () => (await stage.states('server')).listen === 0);
  return cast;
}

/** Port of the service inside the range of its host. */
export const SERVICE = 40_050;

/** A client with 64 ports uses 16 of them and runs a service on one of the range. */
export async function overlap(
  stage: Stage,
  reserved: string,
): Promise<Pair & { readonly service: SocketId }> {
  await narrowRange(stage);
  await stage.sysctl('client', { 'net.ipv4.ip_local_reserved_ports': reserved });
  const cast = await pair(stage);
  const { server, client } = cast;
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  await server.serve({ listener });
  const { listener: service } = await client.listen({ port: SERVICE, backlog: 16 });
  await client.connect({ to: stage.server.address, port: 80, count: 16 });
  await until('16 connections', async () => (await stage.states('client')).established >= 16);
  return { ...cast, service };
}

/** Ports that a restart may find taken, and their twins. */
export const restartAddressInUse: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A service stopped; 20 TIME_WAIT stand on its port, and bind() without SO_REUSEADDR would fail.',
      ko: '서비스가 멈췄고 포트에 TIME_WAIT 20개가 남아, SO_REUSEADDR 없는 bind()는 실패합니다.',
    },
    play: async (stage) => void (await answerAndStop(stage, true)),
    expect: { server: [RULE], client: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same TIME_WAIT while the service listens.',
      ko: '같은 TIME_WAIT가 있지만 서비스가 리스닝 중입니다.',
    },
    play: async (stage) => void (await answerAndStop(stage, false)),
    expect: { server: [], client: [] },
  },
  {
    id: 'service-in-port-range',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A service listens inside the ephemeral range, a quarter of which is in use.',
      ko: '서비스가 임시 포트 범위 안에서 리스닝하고, 그 범위의 4분의 1이 사용 중입니다.',
    },
    play: async (stage) => void (await overlap(stage, '')),
    expect: { client: [RULE], server: [] },
  },
  {
    id: 'service-in-port-range-twin',
    rule: RULE,
    kind: 'twin',
    of: 'service-in-port-range',
    families: BOTH,
    story: {
      en: 'The same service; its port is reserved.',
      ko: '같은 서비스이며, 포트가 예약되어 있습니다.',
    },
    play: async (stage) => void (await overlap(stage, `${SERVICE}`)),
    expect: { client: [], server: [] },
  },
];
