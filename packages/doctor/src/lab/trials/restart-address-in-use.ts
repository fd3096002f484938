/**
 * A service restarts and finds its port taken: by TIME_WAIT, or by an outgoing connection.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { ListenArgs } from '../actor/ops.ts';
import { BOTH } from '../scenarios/pair.ts';
import { answerAndStop, overlap, SERVICE } from '../scenarios/restart-address-in-use.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { useless } from './useless.ts';

const ID = 'restart-address-in-use';
const CLIENTS = 20;

const CONNECTED_AFTER: Measure = {
  id: 'connected',
  name: { en: 'clients connected after the restart', ko: '재시작 후 연결된 클라이언트' },
  unit: 'connections',
  better: 'higher',
};

/** The service comes back; answers whether it got its port. */
async function restarts(service: Actor, wish: ListenArgs): Promise<boolean> {
  try {
    const { listener } = await service.listen(wish);
    await service.serve({ listener });
    return true;
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** So many of its clients get through. */
async function connected(client: Actor, to: string, port: number): Promise<number> {
  const { ok } = await client.connect({ to, port, count: CLIENTS, hold: false });
  return ok;
}

const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'reuse-time-wait': { 'net.ipv4.tcp_tw_reuse': 1 },
  'fin-timeout': { 'net.ipv4.tcp_fin_timeout': 1 },
};

/** TIME_WAIT stand on the port; the service restarts at once. */
async function withTimeWait(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('server', sysctls);
  const { server, client } = await answerAndStop(stage, true);
  await restarts(server, { port: 80, backlog: 128, reuseaddr: lever === 'reuseaddr' });
  return {
    figures: async () => ({
      [CONNECTED_AFTER.id]: await connected(client, stage.server.address, 80),
    }),
  };
}

/** A service in the ephemeral range of its own host; connections go out while it restarts. */
async function withinRange(stage: Stage, lever: string | undefined): Promise<Round> {
  const { server, client, service } = await overlap(
    stage,
    lever === 'reserved' ? `${SERVICE}` : '',
  );
  const again = { port: SERVICE, backlog: 16, reuseaddr: lever === 'reuseaddr' };
  return {
    async figures() {
      await client.close({ sockets: [service] });
      await client.connect({ to: stage.server.address, port: 80, count: 40 });
      await restarts(client, again);
      const peers = await connected(server, stage.client.address, SERVICE);
      return { [CONNECTED_AFTER.id]: peers };
    },
  };
}

/** Both ways to find the port taken. */
export const restartAddressInUse: readonly [Trial, Trial] = [
  {
    id: ID,
    rule: ID,
    families: BOTH,
    story: {
      en: 'A service has closed 20 connections and restarts at once, without SO_REUSEADDR; then 20 clients connect.',
      ko: '서비스가 연결 20개를 닫고 SO_REUSEADDR 없이 바로 재시작합니다. 이어서 클라이언트 20개가 접속합니다.',
    },
    crowd: {
      en: 'a restart with 20 TIME_WAIT on the port',
      ko: '포트에 TIME_WAIT 20개가 남은 재시작',
    },
    measures: [CONNECTED_AFTER],
    finds: { side: 'server', rule: ID },
    levers: [
      {
        id: 'reuseaddr',
        kind: 'remedy',
        at: 'application',
        what: { en: 'SO_REUSEADDR before bind()', ko: 'bind() 전 SO_REUSEADDR' },
        effect: { kind: 'better', times: 10 },
      },
      useless('reuse-time-wait', 'net.ipv4.tcp_tw_reuse=1'),
      useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
    ],
    begin: withTimeWait,
  },
  {
    id: 'service-in-port-range',
    rule: ID,
    families: BOTH,
    story: {
      en: 'A service listens inside the ephemeral range. While it restarts, connect() of another program takes its port as a source port.',
      ko: '서비스가 임시 포트 범위 안에서 리스닝합니다. 재시작하는 사이 다른 프로그램의 connect()가 그 포트를 출발지 포트로 가져갑니다.',
    },
    crowd: {
      en: 'a restart while 40 connections go out of 64 ports',
      ko: '포트 64개로 나가는 연결 40개가 생기는 사이의 재시작',
    },
    measures: [CONNECTED_AFTER],
    finds: { side: 'client', rule: ID },
    levers: [
      {
        id: 'reserved',
        kind: 'remedy',
        at: 'kernel',
        what: {
          en: 'its port in net.ipv4.ip_local_reserved_ports',
          ko: 'net.ipv4.ip_local_reserved_ports에 포트 등록',
        },
        effect: { kind: 'better', times: 10 },
      },
      {
        id: 'reuseaddr',
        kind: 'folklore',
        at: 'application',
        what: { en: 'SO_REUSEADDR before bind()', ko: 'bind() 전 SO_REUSEADDR' },
        effect: { kind: 'none', within: 1.2 },
      },
    ],
    begin: withinRange,
  },
];
