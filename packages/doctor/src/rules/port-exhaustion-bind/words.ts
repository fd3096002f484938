/**
 * The sentences of port-exhaustion-bind.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Text } from '../../model/text.ts';
import { num, percent } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Let `connect()` choose the port. */
export const NO_PORT: Remedy = {
  at: 'application',
  do: {
    en: 'Set IP_BIND_ADDRESS_NO_PORT before bind(address, 0), or leave bind() out: connect() then chooses the port and shares it between destinations',
    ko: 'bind(주소, 0) 전에 IP_BIND_ADDRESS_NO_PORT를 설정하거나 bind()를 빼면, connect()가 포트를 골라 목적지 간에 함께 씁니다',
  },
  command: 'setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);',
  risk: {
    en: 'None known; needs Linux 4.2. It holds for IPv6 sockets too',
    ko: '알려진 위험은 없습니다. Linux 4.2 이상이 필요하며 IPv6 소켓에도 적용됩니다',
  },
  proof: lab('port-exhaustion-bind', 'bind-no-port'),
};

/** What does not move the limit. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_tw_reuse',
    because: {
      en: 'it acts in connect(), and bind() fails before that',
      ko: 'connect()에서만 작동하는데, 그 전에 bind()가 실패합니다',
    },
    proof: lab('port-exhaustion-bind', 'reuse-time-wait'),
  },
  {
    what: 'SO_REUSEADDR',
    because: {
      en: 'bind() to port 0 still wants a port that nobody has',
      ko: 'bind(0)은 여전히 아무도 쓰지 않는 포트를 찾습니다',
    },
    proof: lab('port-exhaustion-bind', 'reuseaddr'),
  },
];

/** The page of `tcpdoctor explain port-exhaustion-bind`. */
export const PAGE: RulePage = {
  name: { en: 'Ephemeral ports used up by bind()', ko: 'bind()로 인한 임시 포트 고갈' },
  mechanism: {
    en: 'connect() may give one local port to many connections, as long as their destinations differ. A program that calls bind(address, 0) before connect() makes the kernel choose a port before it knows the destination, so the port is reserved against all of them: one range for everything instead of one range per destination. When it is used up, bind() fails with EADDRINUSE, although the port asked for is 0.',
    ko: 'connect()는 목적지만 다르면 로컬 포트 하나를 여러 연결에 쓸 수 있습니다. 그러나 connect() 전에 bind(주소, 0)을 부르면 커널은 목적지를 모르는 채 포트를 정해야 하므로, 그 포트는 모든 목적지에 대해 예약됩니다. 목적지마다 하나씩이던 범위가 전체에 하나로 줄어드는 셈입니다. 범위를 다 쓰면 포트를 0으로 지정했는데도 bind()가 EADDRINUSE로 실패합니다.',
  },
  evidence: {
    en: 'In every look the different local ports of one source address are at least 50% (warning) or 90% (critical) of the range, while none of its destinations holds 50% of it (or the range is 90% used, no destination has 90% and no two share a port), and at least 80% of the ports that bind() tries first are in use. connect() takes ports of the parity of the low end of the range first, bind() to port 0 those of the other.',
    ko: '모든 관찰에서 한 출발지 주소가 쓰는 서로 다른 로컬 포트가 범위의 50% 이상이면 경고, 90% 이상이면 심각으로 봅니다. 이때 어느 목적지도 범위의 50%를 넘지 않아야 하고(또는 범위의 90% 이상이 사용 중인데 90%를 쓰는 목적지가 없고 목적지끼리 함께 쓰는 포트도 없어야 하고), bind()가 먼저 고르는 포트의 80% 이상이 사용 중이어야 합니다. connect()는 범위 시작값과 홀짝이 같은 포트를, bind(0)은 다른 포트를 먼저 고릅니다.',
  },
  lookAlikes: {
    en: 'One destination with half of the range is port-exhaustion-time-wait or port-exhaustion-established: fails in connect() with EADDRNOTAVAIL. Many destinations without bind() share ports and stay within the first parity. Not seen: sockets that are bound and never connected, which the kernel lists since 6.8 and only when asked (ss -tn --bound-inactive); and a program that binds one fixed source port again within 60 s, which meets its own TIME_WAIT and moves no counter (ss -tn state time-wait sport = :PORT).',
    ko: '한 목적지가 범위의 절반을 쓰면 port-exhaustion-time-wait나 port-exhaustion-established이며, connect()가 EADDRNOTAVAIL로 실패합니다. bind() 없이 여러 목적지로 연결하면 포트를 함께 쓰므로 한쪽 홀짝 안에 머뭅니다. 알 수 없는 것도 있습니다. 바인드만 하고 연결하지 않은 소켓은 커널 6.8부터, 그것도 따로 요청해야 보입니다(ss -tn --bound-inactive). 고정 출발지 포트를 60초 안에 다시 바인드하면 자신의 TIME_WAIT에 막히지만 늘어나는 카운터가 없습니다(ss -tn state time-wait sport = :PORT).',
  },
  remedies: [NO_PORT],
  doesNotHelp: FOLKLORE,
  sources: [
    'inet_csk_find_open_port() in net/ipv4/inet_connection_sock.c, __inet_hash_connect() in net/ipv4/inet_hashtables.c',
    'ip(7): IP_BIND_ADDRESS_NO_PORT',
    measured({
      en: 'range 40000 to 40063: 20 connect() took 20 even ports, 20 bind(0) took 20 odd ones; after 64 bind(0) the next fails with EADDRINUSE for every destination; with IP_BIND_ADDRESS_NO_PORT it works; 3 sockets bound and not connected: sock_diag lists none of them, and all 3 when asked for TCP_BOUND_INACTIVE',
      ko: '범위 40000~40063: connect() 20번은 짝수 포트 20개, bind(0) 20번은 홀수 포트 20개를 사용. bind(0) 64번 뒤에는 목적지와 관계없이 EADDRINUSE, IP_BIND_ADDRESS_NO_PORT를 쓰면 성공. 바인드만 한 소켓 3개: sock_diag에는 하나도 없고, TCP_BOUND_INACTIVE를 요청하면 3개 모두 나옴',
    }),
  ],
};

/** One line: who, which address, how full. */
export const title = (who: string | undefined, from: string, used: number, of: number): Text => ({
  en: `${who ?? 'A program'} binds ports before it connects: ${num(used)} of ${num(of)} ports of ${from} are reserved`,
  ko: `${who ?? '프로그램'}: connect() 전에 bind()로 포트를 잡아 ${from}의 포트 ${num(of)}개 중 ${num(used)}개가 예약되어 있습니다`,
});

/** What callers see. */
export const HAPPENS = {
  failing: {
    en: 'bind() to port 0 from this address fails with EADDRINUSE, whatever the destination.',
    ko: '이 주소에서 bind(0)이 목적지와 관계없이 EADDRINUSE로 실패합니다.',
  },
  soon: {
    en: 'bind() to port 0 will fail with EADDRINUSE once the last port is taken, whatever the destination.',
    ko: '남은 포트를 다 쓰면 목적지와 관계없이 bind(0)이 EADDRINUSE로 실패합니다.',
  },
} as const satisfies Record<string, Text>;

/** The mechanism with this host's numbers. */
export const why = (bound: number, half: number, most: number): Text => ({
  en: `${num(bound)} of the ${num(half)} ports that bind() tries first are in use, and no destination holds more than ${percent(most)} of the range. connect() alone would have shared ports between destinations and taken the other half first.`,
  ko: `bind()가 먼저 고르는 포트 ${num(half)}개 중 ${num(bound)}개가 사용 중인데, 가장 많이 쓰는 목적지도 범위의 ${percent(most)}에 그칩니다. connect()만 썼다면 목적지끼리 포트를 함께 쓰고 나머지 절반부터 썼을 것입니다.`,
});

/** Labels of the numbers. */
export const WHAT = {
  distinct: { en: 'different local ports in use', ko: '사용 중인 서로 다른 로컬 포트' },
  bound: { en: 'of these in the half that bind() tries first', ko: '그중 bind()가 먼저 쓰는 절반' },
  most: {
    en: 'share of the range of the fullest destination',
    ko: '가장 많이 쓰는 목적지의 사용률',
  },
} as const satisfies Record<string, Text>;

/** Why it is not one destination's exhaustion. */
export const notOneDestination = (most: number): Text => ({
  en: `no destination holds more than ${percent(most)} of the range`,
  ko: `어느 목적지도 범위의 ${percent(most)}를 넘지 않습니다`,
});
