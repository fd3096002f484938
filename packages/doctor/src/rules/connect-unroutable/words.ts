/**
 * The sentences of connect-unroutable.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import type { Text } from '../../model/text.ts';
import { num } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Ask the routing table. */
export const route = (command: string): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Look at the route to the destination and at the neighbour it leads to',
    ko: '목적지까지의 경로와 그 다음 홉(neighbour) 상태를 확인합니다',
  },
  command,
  ...LOOKING,
});

/** Commands that show where packets are meant to go, and who does not answer there. */
export const LOOK_AT = { route: 'ip route show', neighbour: 'ip neigh show nud failed' } as const;

/** See who answers with ICMP. */
export const watchIcmp = (command: string): Remedy => ({
  at: 'process',
  do: {
    en: 'See who answers with ICMP, and for which destination: the packet quotes it',
    ko: '누가 어떤 목적지에 대해 ICMP로 응답하는지 확인합니다. 원래 패킷이 ICMP 안에 들어 있습니다',
  },
  command,
  ...LOOKING,
});

/** Captures ICMP unreachable of both families. */
export const WATCH_ICMP = "tcpdump -nn -v -c 20 'icmp[0] == 3 or (ip6[6] == 58 and ip6[40] == 1)'";

/** Once it is known who answers. */
export const LET_THROUGH: Remedy = {
  at: 'kernel',
  do: {
    en: 'On the host that answers: allow the port in its firewall ("prohibited"), or add the route to the destination ("unreachable")',
    ko: 'ICMP로 응답한 호스트에서, "prohibited"라면 방화벽에 포트를 허용하고 "unreachable"이라면 목적지로 가는 경로를 추가합니다',
  },
  risk: {
    en: 'What is allowed there is reachable for others too: name the sources',
    ko: '허용한 포트에는 다른 호스트도 접근할 수 있으므로 출발지를 제한합니다',
  },
  proof: lab('connect-unroutable', 'let-through'),
};

/** Levers that do not make a route. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_syn_retries',
    because: {
      en: 'the answer is a refusal; asking again brings the same',
      ko: '이미 거부 응답을 받았으므로 다시 보내도 결과는 같습니다',
    },
    proof: lab('connect-unroutable', 'more-syn-retries'),
  },
];

/** The page of `tcpdoctor explain connect-unroutable`. */
export const PAGE: RulePage = {
  name: { en: 'Destinations cannot be reached', ko: '목적지에 도달할 수 없음' },
  mechanism: {
    en: 'A SYN that cannot be delivered comes back as ICMP unreachable, from a router, a firewall that rejects, or this host itself when nobody answers ARP or neighbour discovery. connect() then ends with EHOSTUNREACH, ENETUNREACH or, for port unreachable, ECONNREFUSED. Without a route it fails before any packet is sent.',
    ko: '전달할 수 없는 SYN은 ICMP unreachable로 돌아옵니다. 라우터나 거부하는 방화벽이 보내기도 하고, ARP나 neighbour discovery에 응답이 없으면 이 호스트 스스로 보냅니다. connect()는 EHOSTUNREACH, ENETUNREACH, 또는 port unreachable의 경우 ECONNREFUSED로 끝납니다. 경로가 없으면 패킷을 보내기 전에 실패합니다.',
  },
  evidence: {
    en: 'Between all looks, at least 3: ICMP unreachable comes in while connection attempts fail that timeouts and broken-off handshakes do not account for; or SYN stay in a local queue (TCPSpuriousRtxHostQueues) while attempts fail, or wait and none is sent again; or lookups find no IPv4 route (Ip.OutNoRoutes). These counters do not name the destination, and other protocols move the first and the last, so by itself this is never more than a warning.',
    ko: '최소 3번의 관찰 사이마다, 타임아웃이나 중단된 핸드셰이크로 설명되지 않는 연결 실패와 함께 ICMP unreachable이 들어오거나, 연결이 실패하거나 재전송 없이 기다리는 동안 SYN이 로컬 큐에 걸리거나(TCPSpuriousRtxHostQueues), IPv4 경로를 찾지 못해야(Ip.OutNoRoutes) 합니다. 이 카운터들은 목적지를 알려 주지 않고 첫째와 셋째는 다른 프로토콜 때문에도 증가하므로, 그 자체로는 경고보다 높이지 않습니다.',
  },
  lookAlikes: {
    en: 'No answer at all is connect-blackhole. A reset is connect-refused. ICMP for UDP moves the same counter, but then no connection attempt fails. unreachable, blackhole and prohibit routes of this host move no counter: connect() tells (EHOSTUNREACH, EINVAL, EACCES).',
    ko: '응답이 전혀 없으면 connect-blackhole, 리셋이면 connect-refused입니다. UDP에 대한 ICMP도 같은 카운터를 늘리지만 연결 실패는 생기지 않습니다. 이 호스트의 unreachable, blackhole, prohibit 경로는 카운터에 나타나지 않으므로 connect()의 오류 코드(EHOSTUNREACH, EINVAL, EACCES)로만 알 수 있습니다.',
  },
  remedies: [route(LOOK_AT.route), watchIcmp(WATCH_ICMP), LET_THROUGH],
  doesNotHelp: FOLKLORE,
  sources: [
    'tcp_v4_err() in net/ipv4/tcp_ipv4.c, arp_error_report() in net/ipv4/arp.c',
    measured({
      en: 'nobody answers ARP or neighbour discovery: EHOSTUNREACH after 3.1 s, TCPSpuriousRtxHostQueues +3, InDestUnreachs +1, TCPSynRetrans 0; no route: ENETUNREACH at once, OutNoRoutes +1; blackhole, prohibit, unreachable route: EINVAL, EACCES, EHOSTUNREACH, no counter',
      ko: 'ARP나 neighbour discovery 무응답: 3.1초 뒤 EHOSTUNREACH, TCPSpuriousRtxHostQueues +3, InDestUnreachs +1, TCPSynRetrans 0. 경로 없음: 즉시 ENETUNREACH, OutNoRoutes +1. blackhole, prohibit, unreachable 경로: EINVAL, EACCES, EHOSTUNREACH, 카운터 변화 없음',
    }),
  ],
};

/** One line, by what is seen. */
export const TITLE = {
  icmp: (count: number): Text => ({
    en: `${num(count)} connection attempts from here were answered with ICMP unreachable`,
    ko: `이 호스트에서 시도한 연결 ${num(count)}건에 ICMP unreachable이 돌아왔습니다`,
  }),
  neighbour: (count: number): Text => ({
    en: `${num(count)} SYN never left: the next hop does not answer ARP or neighbour discovery`,
    ko: `SYN ${num(count)}개가 나가지 못했습니다: 다음 홉이 ARP/neighbour discovery에 응답하지 않습니다`,
  }),
  route: (count: number): Text => ({
    en: `${num(count)} times there was no route to a destination`,
    ko: `목적지까지의 경로를 ${num(count)}번 찾지 못했습니다`,
  }),
} as const;

/** What users notice. */
export const HAPPENS = {
  icmp: {
    en: 'connect() fails with EHOSTUNREACH, ENETUNREACH or ECONNREFUSED, at once where the ICMP answer comes; hosts limit how many they send, so other attempts may hang.',
    ko: 'ICMP 응답을 받으면 connect()가 즉시 EHOSTUNREACH, ENETUNREACH 또는 ECONNREFUSED로 실패합니다. 상대가 ICMP 전송량을 제한하므로 응답 없이 멈추는 시도도 있을 수 있습니다.',
  },
  neighbour: {
    en: 'connect() fails after about 3 s with EHOSTUNREACH ("No route to host").',
    ko: 'connect()가 약 3초 뒤 EHOSTUNREACH("No route to host")로 실패합니다.',
  },
  route: {
    en: 'connect() fails at once with ENETUNREACH ("Network is unreachable").',
    ko: 'connect()가 즉시 ENETUNREACH("Network is unreachable")로 실패합니다.',
  },
} as const satisfies Record<string, Text>;

/** The mechanism with this host's numbers. */
export const WHY = {
  icmp: (failed: number, opened: number): Text => ({
    en: `${num(failed)} attempts failed and ${num(opened)} were started while ICMP unreachable came in: a router has no way there, or a firewall rejects.`,
    ko: `연결 시도 ${num(opened)}건이 시작되고 ${num(failed)}건이 실패하는 동안 ICMP unreachable이 들어왔습니다. 라우터에 경로가 없거나 방화벽이 거부하고 있습니다.`,
  }),
  neighbour: (failed: number, opened: number): Text => ({
    en: `${num(failed)} attempts failed and ${num(opened)} were started within the window. The address is on a local network or behind a gateway that does not answer there: host down, wrong address, wrong netmask.`,
    ko: `관찰하는 동안 연결 시도 ${num(opened)}건이 시작되고 ${num(failed)}건이 실패했습니다. 같은 네트워크의 주소나 게이트웨이가 응답하지 않습니다. 꺼진 호스트, 잘못된 주소나 넷마스크를 의심합니다.`,
  }),
  route: (): Text => ({
    en: 'The routing table has no entry for the destination, not even a default route. UDP moves the same counter.',
    ko: '라우팅 테이블에 목적지로 가는 경로도, 기본 경로도 없습니다. UDP도 같은 카운터를 늘립니다.',
  }),
} as const;

/** Labels of the numbers. */
export const WHAT = {
  icmp: {
    en: 'ICMP unreachable for connection attempts, at most',
    ko: '연결 시도에 대한 ICMP unreachable (최대)',
  },
  neighbour: { en: 'SYN that stayed in a local queue', ko: '로컬 큐에 걸린 SYN' },
  route: { en: 'lookups without a route', ko: '경로를 찾지 못한 횟수' },
  failed: { en: 'connection attempts that failed', ko: '실패한 연결 시도' },
  opened: { en: 'connections opened', ko: '새로 연 연결' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the number that rules them out. */
export const NOT = {
  blackhole: {
    en: 'an answer came back, or the packet never left',
    ko: '응답이 돌아왔거나, 패킷이 나가지 못한 경우입니다',
  },
  refused: (refused: number): Text => ({
    en: `${num(refused)} attempts were refused by a reset in the same time, counted apart`,
    ko: `같은 시간 동안 리셋으로 거부된 ${num(refused)}건은 따로 셉니다`,
  }),
} as const;
