/**
 * Idle connections whose peer has vanished, or hangs: who notices within five seconds, and who never.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { SocketId, SocketOptions } from '../actor/ops.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Lever, Round, Trial } from '../trial.ts';
import { useless } from './useless.ts';
import { within } from './within.ts';

const ID = 'half-open-risk';
const IDLE = 20;
const WATCH_MS = 5_000;
/** A peer that has not answered a ping after this long is taken for dead. */
const PATIENCE_MS = 1_000;
const PING_BYTES = 1;

const DEAD: Measure = {
  id: 'dead',
  name: { en: 'dead connections still held after 5 s', ko: '5초 뒤에도 남은 죽은 연결' },
  unit: 'connections',
  better: 'lower',
};

/** What the client sets on its sockets. */
const OPTIONS: Readonly<Record<string, SocketOptions>> = {
  keepalive: { keepalive: { idleS: 1, intervalS: 1, probes: 2 } },
  'user-timeout': { userTimeoutMs: 2_000 },
};
const KEEPALIVE_SYSCTLS = {
  'net.ipv4.tcp_keepalive_time': 1,
  'net.ipv4.tcp_keepalive_intvl': 1,
  'net.ipv4.tcp_keepalive_probes': 2,
};

/** Idle connections to a server that answers pings; then it is gone, one way or the other. */
const begin =
  (goes: (stage: Stage, server: Actor) => Promise<void>) =>
  async (stage: Stage, lever: string | undefined): Promise<Round> => {
    if (lever === 'keepalive-sysctls') await stage.sysctl('client', KEEPALIVE_SYSCTLS);
    const { server, client, to } = await pair(stage);
    const { listener } = await server.listen({ port: 80, backlog: 128 });
    await server.serve({ listener, requestBytes: PING_BYTES, reply: { bytes: PING_BYTES } });
    const options = OPTIONS[lever ?? ''];
    const { sockets } = await client.connect({ to, port: 80, count: IDLE, ...options });
    const unanswered = await ping(client, sockets);
    if (unanswered > 0) throw new Error(`Cannot begin: ${unanswered} pings without an answer`);
    await goes(stage, server);
    return {
      async figures() {
        const held = async () => (await stage.states('client')).established;
        if (lever === 'heartbeat' && (await ping(client, sockets)) > 0) {
          await client.close({ sockets });
        }
        await within(WATCH_MS, async () => (await held()) === 0);
        return { [DEAD.id]: await held() };
      },
    };
  };

/** Sends a ping on each, and answers how many got nothing back in time. */
async function ping(client: Actor, sockets: readonly SocketId[]): Promise<number> {
  await client.send({ sockets, bytes: PING_BYTES });
  const { bytes } = await client.recv({ sockets, max: PING_BYTES, timeoutMs: PATIENCE_MS });
  return sockets.length - bytes;
}

const HEARTBEAT: Lever = {
  id: 'heartbeat',
  kind: 'remedy',
  at: 'application',
  what: { en: 'a heartbeat with a limit of 1 s', ko: '제한 시간 1초의 하트비트' },
  effect: { kind: 'better', times: 20 },
};

/** A peer that vanished, and one that hangs. */
export const halfOpenRisk: readonly [Trial, Trial] = [
  {
    id: ID,
    rule: ID,
    families: BOTH,
    story: {
      en: 'A server loses power while 20 clients idle: nothing comes back from it any more, and nobody has told them.',
      ko: '유휴 연결 20개가 있는 동안 서버의 전원이 꺼집니다. 더 이상 아무 응답도 없고 알림도 오지 않습니다.',
    },
    crowd: {
      en: '20 idle connections whose peer vanished',
      ko: '상대가 사라진 유휴 연결 20개',
    },
    measures: [DEAD],
    levers: [
      {
        id: 'keepalive',
        kind: 'remedy',
        at: 'application',
        what: {
          en: 'SO_KEEPALIVE with times of its own (1 s, 1 s, 2 probes)',
          ko: '시간 값을 지정한 SO_KEEPALIVE(1초, 1초, 프로브 2회)',
        },
        effect: { kind: 'better', times: 20 },
      },
      HEARTBEAT,
      useless('keepalive-sysctls', 'net.ipv4.tcp_keepalive_time=1, _intvl=1, _probes=2'),
      { ...useless('user-timeout', 'TCP_USER_TIMEOUT=2000'), at: 'application' },
    ],
    begin: begin((stage) => stage.nft('server', ['drop'])),
  },
  {
    id: 'hung-peer',
    rule: ID,
    families: BOTH,
    story: {
      en: 'The program behind 20 idle connections hangs; its kernel goes on answering.',
      ko: '유휴 연결 20개의 상대 프로그램이 멈췄지만 그 커널은 계속 응답합니다.',
    },
    crowd: {
      en: '20 idle connections to a program that hangs',
      ko: '멈춘 프로그램과의 유휴 연결 20개',
    },
    measures: [DEAD],
    levers: [
      HEARTBEAT,
      {
        ...useless('keepalive', 'SO_KEEPALIVE'),
        at: 'application',
      },
    ],
    begin: begin((_, server) => Promise.resolve(server.freeze())),
  },
];
