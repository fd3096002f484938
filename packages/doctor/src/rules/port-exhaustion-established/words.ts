/**
 * The sentences of port-exhaustion-established.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Text } from '../../model/text.ts';
import { num } from '../../model/text.ts';
import type { Folklore } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import { moreAddresses, POOL_LIMIT, PORT_FOLKLORE } from '../port-remedies.ts';
import type { RulePage } from '../rule.ts';

/** Reuse acts on TIME_WAIT only. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_tw_reuse',
    because: {
      en: 'it takes over ports in TIME_WAIT; these belong to connections that are still there',
      ko: 'TIME_WAIT 포트만 재사용합니다. 여기서는 살아 있는 연결이 포트를 점유하고 있습니다',
    },
    proof: lab('port-exhaustion-established', 'reuse-time-wait'),
  },
  ...PORT_FOLKLORE,
];

/** The page of `tcpdoctor explain port-exhaustion-established`. */
export const PAGE: RulePage = {
  name: {
    en: 'Ephemeral ports used up by connections',
    ko: '열린 연결로 인한 임시 포트 고갈',
  },
  mechanism: {
    en: 'Each connection to one destination (source address, destination address and port) needs a local port of its own for as long as it lives. A pool without a limit, a leak, or very many long-lived connections to one address use up the range. At half of it connect() gets twenty times slower, at the whole of it connect() fails with EADDRNOTAVAIL. No packet is sent and no counter moves.',
    ko: '같은 목적지(출발지 주소, 목적지 주소와 포트)로 맺는 연결은 살아 있는 동안 저마다 로컬 포트를 하나씩 차지합니다. 상한 없는 풀, 연결 누수, 한 주소로 몰린 장기 연결이 범위를 다 써 버립니다. 범위의 절반을 넘으면 connect()가 약 20배 느려지고, 다 쓰면 EADDRNOTAVAIL로 실패합니다. 이때 패킷도 나가지 않고 증가하는 카운터도 없습니다.',
  },
  evidence: {
    en: 'Sockets towards one destination hold at least 50% (warning) or 90% (critical) of ip_local_port_range without ip_local_reserved_ports, in every look, and fewer than 80% of them are in TIME_WAIT. From 25% on it speaks earlier, when use grows in every step and would reach the end in ten minutes (notice) or one (warning).',
    ko: '한 목적지로 향하는 소켓이 모든 관찰에서 ip_local_port_range(ip_local_reserved_ports 제외)의 50% 이상이면 경고, 90% 이상이면 심각으로 봅니다. 그중 TIME_WAIT는 80% 미만이어야 합니다. 25%를 넘고 관찰할 때마다 늘어 10분 안에 바닥날 것으로 보이면 참고, 1분 안이면 경고로 더 일찍 알립니다.',
  },
  lookAlikes: {
    en: 'Mostly TIME_WAIT is port-exhaustion-time-wait. Mostly SYN_SENT means that the destination does not answer: connect-blackhole. Mostly CLOSE_WAIT means that the program does not close: close-wait-leak. Many connections to many destinations are no problem: each destination has the whole range.',
    ko: '대부분 TIME_WAIT이면 port-exhaustion-time-wait입니다. 대부분 SYN_SENT이면 목적지가 응답하지 않는 것이므로 connect-blackhole입니다. 대부분 CLOSE_WAIT이면 프로그램이 닫지 않는 것이므로 close-wait-leak입니다. 여러 목적지에 흩어진 연결은 목적지마다 범위 전체를 쓸 수 있으므로 문제가 아닙니다.',
  },
  remedies: [POOL_LIMIT, moreAddresses('port-exhaustion-established')],
  doesNotHelp: FOLKLORE,
  sources: [
    '__inet_hash_connect() in net/ipv4/inet_hashtables.c',
    'Documentation/networking/ip-sysctl.rst: ip_local_port_range, ip_local_reserved_ports',
    measured({
      en: '64 ports, 64 connections held: the next connect() fails with EADDRNOTAVAIL after 7 to 24 us; another destination port, destination address or source address works at once',
      ko: '포트 64개로 연결 64개를 유지: 다음 connect()는 7~24µs 뒤 EADDRNOTAVAIL. 목적지 포트, 목적지 주소, 출발지 주소 중 하나만 달라도 바로 성공',
    }),
  ],
};

/** One line: who, where to, how full. */
export const title = (who: string | undefined, to: string, used: number, of: number): Text => ({
  en: `${who === undefined ? 'Open connections' : `${who}: open connections`} to ${to} hold ${num(used)} of ${num(of)} local ports`,
  ko: `${who === undefined ? '' : `${who}: `}${to} 방향 연결이 임시 포트 ${num(of)}개 중 ${num(used)}개를 차지하고 있습니다`,
});

/** The mechanism with this host's numbers. */
export const why = (states: string, available: number): Text => ({
  en: `Every connection keeps its port as long as it lives. Towards this destination: ${states}. The range has ${num(available)} ports for one destination.`,
  ko: `연결은 살아 있는 동안 포트를 놓지 않습니다. 이 목적지로 향하는 소켓: ${states}. 한 목적지에 쓸 수 있는 포트는 ${num(available)}개입니다.`,
});

/** Most of them wait for an answer. */
export const MOSTLY_SYN_SENT: Text = {
  en: ' Most of them wait for an answer to their SYN: the destination does not answer, see connect-blackhole.',
  ko: ' 대부분 SYN에 대한 응답을 기다리고 있습니다. 목적지가 응답하지 않는 상황이므로 connect-blackhole을 확인합니다.',
};

/** Most of them were closed by the peer. */
export const MOSTLY_CLOSE_WAIT: Text = {
  en: ' Most of them were closed by the other end and not here: a leak, see close-wait-leak.',
  ko: ' 대부분 상대가 닫았는데 이쪽이 닫지 않은 연결입니다. 누수이므로 close-wait-leak을 확인합니다.',
};

/** Look-alikes, with the number that rules them out. */
export const NOT = {
  timeWait: (timeWait: number, all: number): Text => ({
    en: `only ${num(timeWait)} of ${num(all)} are in TIME_WAIT`,
    ko: `${num(all)}개 중 TIME_WAIT는 ${num(timeWait)}개뿐입니다`,
  }),
  blackhole: (synSent: number): Text => ({
    en: `${num(synSent)} connections wait for an answer to their SYN`,
    ko: `SYN 응답을 기다리는 연결은 ${num(synSent)}개입니다`,
  }),
  closeWait: (closeWait: number): Text => ({
    en: `${num(closeWait)} connections were closed by the other end only`,
    ko: `상대만 닫은 연결은 ${num(closeWait)}개입니다`,
  }),
};
