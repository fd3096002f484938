/**
 * Lines of the profiles about queues of listeners.
 * @module
 */
import type { Answer, Line, ProfileHost } from './line.ts';
import { only } from './line.ts';

const SERVING = ['web', 'proxy', 'latency', 'database'] as const;
const NOBODY_COMES = {
  en: 'few clients come here, so no queue of a listener fills',
  ko: '들어오는 클라이언트가 적어 리스너의 큐가 차지 않습니다',
};

/** What kernels since 5.4 start with; a longer queue hides slow accepting. */
const CAP = 4_096;

/** Queues and what happens when they are full. */
export const LISTEN_LINES: readonly Line[] = [
  {
    key: 'net.core.somaxconn',
    answer: only(
      SERVING,
      () => ({
        value: String(CAP),
        why: {
          en: 'It caps what programs may ask for with listen()',
          ko: '프로그램이 listen()에서 요청할 수 있는 큐 길이의 상한입니다',
        },
        arithmetic: {
          en: `${CAP}: the default since Linux 5.4, several seconds of 1,000 clients a second; 65,535 would let clients time out inside the queue`,
          ko: `Linux 5.4 이후의 기본값인 ${CAP}이면 초당 1,000건을 수 초간 담습니다. 65,535로 두면 클라이언트가 큐 안에서 타임아웃됩니다`,
        },
        risk: {
          en: 'None by itself: programs must ask for a longer queue, and listen() again',
          ko: '그 자체로는 영향이 없습니다. 프로그램이 더 긴 큐를 요청하고 다시 listen()해야 합니다',
        },
        provenBy: 'accept-queue-overflow-capped',
      }),
      NOBODY_COMES,
    ),
  },
  { key: 'net.ipv4.tcp_syncookies', answer: only(SERVING, cookies, NOBODY_COMES) },
  {
    key: 'net.ipv4.tcp_max_syn_backlog',
    answer: () => ({
      leave: {
        en: 'it is ignored while SYN cookies are on, and the backlog of the listener bounds the queue as well',
        ko: 'SYN 쿠키가 켜져 있으면 무시되며, 리스너의 백로그도 큐를 제한합니다',
      },
    }),
  },
  {
    key: 'net.ipv4.tcp_abort_on_overflow',
    answer: only(
      SERVING,
      () => ({
        value: '0',
        why: {
          en: 'With 1 a full queue resets clients that would only have had to wait',
          ko: '1이면 큐가 찼을 때 조금만 기다리면 되는 클라이언트까지 리셋합니다',
        },
        arithmetic: { en: 'A switch; 0 is the default', ko: '켜고 끄는 값이며 기본값은 0입니다' },
        risk: {
          en: 'Clients wait instead of failing at once',
          ko: '클라이언트가 즉시 실패하지 않고 기다리게 됩니다',
        },
        provenBy: 'accept-reset-race',
      }),
      NOBODY_COMES,
    ),
  },
  {
    key: 'net.ipv4.tcp_migrate_req',
    answer: only(
      ['web', 'proxy'],
      () => ({
        value: '1',
        why: {
          en: 'When one of several SO_REUSEPORT workers goes, the clients in its queue move to the others',
          ko: 'SO_REUSEPORT 워커 하나가 내려갈 때 그 큐의 클라이언트가 다른 워커로 옮겨집니다',
        },
        arithmetic: {
          en: 'A switch; with 0 they are reset at each reload',
          ko: '켜고 끄는 값입니다. 0이면 재시작할 때마다 리셋됩니다',
        },
        risk: {
          en: 'The workers of a port must set their sockets up alike: a client may move to one with other options',
          ko: '같은 포트의 워커들은 소켓 설정이 같아야 합니다. 클라이언트가 옵션이 다른 워커로 옮겨질 수 있습니다',
        },
        provenBy: 'reuseport-worker-closed',
      }),
      {
        en: 'it is for servers of several SO_REUSEPORT workers',
        ko: 'SO_REUSEPORT 워커가 여럿인 서버를 위한 값입니다',
      },
    ),
  },
];

function cookies(host: ProfileHost): Answer {
  if (host.value('net.ipv4.tcp_syncookies') === '2') {
    return {
      leave: {
        en: 'it is 2 now: cookies for every connection, which somebody chose',
        ko: '현재 값은 2(모든 연결에 쿠키)이며 누군가 일부러 정한 값입니다',
      },
    };
  }
  return {
    value: '1',
    why: {
      en: 'With cookies a flood of SYNs does not keep real clients out',
      ko: '쿠키가 있으면 SYN 플러드 중에도 정상 클라이언트가 접속할 수 있습니다',
    },
    arithmetic: {
      en: 'A switch; 1 is the default (measured in a flood of 1,500 SYNs a second: 119 of 119 clients get in, 2 of 119 with 0)',
      ko: '켜고 끄는 값이며 기본값은 1입니다 (초당 1,500개 SYN 플러드 실측: 119개 중 119개 접속, 0이면 2개)',
    },
    risk: {
      en: 'While the queue is full, clients without TCP timestamps get no window scaling',
      ko: '큐가 가득 찬 동안 TCP 타임스탬프가 없는 클라이언트는 윈도 스케일링을 쓰지 못합니다',
    },
    provenBy: 'syn-queue-drop',
  };
}
