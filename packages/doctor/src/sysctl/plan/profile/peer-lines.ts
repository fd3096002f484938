/**
 * Lines of the profiles about peers that do not answer.
 * @module
 */
import type { Profile, Line, Wish } from './line.ts';
import { only } from './line.ts';

const HOLDING: readonly Profile[] = ['proxy', 'client', 'database'];
const NO_KEEPALIVE = {
  en: 'it counts only for sockets with SO_KEEPALIVE, and here programs end idle connections themselves',
  ko: 'SO_KEEPALIVE를 켠 소켓에만 적용되며, 이런 호스트에서는 프로그램이 유휴 연결을 직접 끊습니다',
};

const KEEPALIVE_S = { idle: 180, interval: 30, probes: 5 };
const FOUND_S = KEEPALIVE_S.idle + KEEPALIVE_S.interval * KEEPALIVE_S.probes;

const keepalive = (key: string, value: number, more: Pick<Wish, 'arithmetic'>): Line => ({
  key,
  answer: only(
    HOLDING,
    () => ({
      value: String(value),
      why: {
        en: 'Load balancers and NAT forget idle connections after 4 to 6 minutes; keepalive holds them open and finds dead peers',
        ko: '로드 밸런서와 NAT는 4~6분 동안 통신이 없는 연결의 정보를 지웁니다. keepalive는 연결을 유지하고 사라진 상대를 찾아냅니다',
      },
      risk: {
        en: 'A few small packets per idle connection; only sockets with SO_KEEPALIVE',
        ko: '유휴 연결마다 작은 패킷 몇 개가 늘어나며, SO_KEEPALIVE를 켠 소켓에만 적용됩니다',
      },
      ...more,
    }),
    NO_KEEPALIVE,
  ),
});

const WAITING: readonly Profile[] = ['proxy', 'client', 'database'];

/** Dead peers, and how long to try. */
export const PEER_LINES: readonly Line[] = [
  keepalive('net.ipv4.tcp_keepalive_time', KEEPALIVE_S.idle, {
    arithmetic: {
      en: `${KEEPALIVE_S.idle} s: below the idle limits of common cloud load balancers (240 and 350 s); the default is 7,200 s`,
      ko: `${KEEPALIVE_S.idle}초는 흔한 클라우드 로드 밸런서의 유휴 제한(240초, 350초)보다 짧습니다. 기본값은 7,200초입니다`,
    },
  }),
  keepalive('net.ipv4.tcp_keepalive_intvl', KEEPALIVE_S.interval, {
    arithmetic: {
      en: `${KEEPALIVE_S.idle} + ${KEEPALIVE_S.probes} x ${KEEPALIVE_S.interval} = ${FOUND_S} s until a dead peer is found, instead of 7,875 s`,
      ko: `${KEEPALIVE_S.idle} + ${KEEPALIVE_S.probes} x ${KEEPALIVE_S.interval} = ${FOUND_S}초 만에 사라진 상대를 찾습니다. 기본값으로는 7,875초입니다`,
    },
  }),
  keepalive('net.ipv4.tcp_keepalive_probes', KEEPALIVE_S.probes, {
    arithmetic: {
      en: `${KEEPALIVE_S.probes} probes in a row must be lost: no short outage of the path does that`,
      ko: `프로브 ${KEEPALIVE_S.probes}개가 연속으로 유실되어야 하므로 경로의 짧은 장애로는 끊어지지 않습니다`,
    },
  }),
  {
    key: 'net.ipv4.tcp_retries2',
    answer: only(
      WAITING,
      () => ({
        value: '8',
        why: {
          en: 'After a failover, connections with data on its way hang until the kernel gives up',
          ko: '장애 전환 뒤, 전송 중이던 연결은 커널이 포기할 때까지 멈춰 있습니다',
        },
        arithmetic: {
          en: '0.2 s doubled 8 times makes 102 s instead of the 924 s of 15; RFC 1122 asks for 100 s at least',
          ko: '0.2초를 8번 두 배로 늘리면 102초이며, 15일 때는 924초입니다. RFC 1122의 하한은 100초입니다',
        },
        risk: {
          en: 'A path that is down for two minutes ends all connections',
          ko: '경로가 2분간 끊기면 모든 연결이 종료됩니다',
        },
        provenBy: 'peer-gone',
      }),
      {
        en: 'whoever waits on the other side gives up first',
        ko: '기다리는 상대가 먼저 포기합니다',
      },
    ),
  },
  {
    key: 'net.ipv4.tcp_syn_retries',
    answer: only(
      WAITING,
      () => ({
        value: '3',
        why: {
          en: 'Where a program sets no time limit, connect() to a host that is gone hangs for two minutes',
          ko: '프로그램에 제한 시간이 없으면 사라진 호스트로의 connect()가 2분 동안 멈춥니다',
        },
        arithmetic: {
          en: '19 s instead of 131 s with 6 (before Linux 6.5: 15 s instead of 127 s)',
          ko: '6일 때의 131초 대신 19초입니다 (Linux 6.5 이전: 127초 대신 15초)',
        },
        risk: {
          en: 'New connections over bad paths fail sooner',
          ko: '품질이 나쁜 경로에서는 새 연결이 더 빨리 포기합니다',
        },
        provenBy: 'connect-blackhole',
      }),
      {
        en: 'it is for connections made from here, and this kind of host mostly accepts',
        ko: '여기서 거는 연결에 적용되는 값이며, 이런 호스트는 주로 연결을 받습니다',
      },
    ),
  },
];
