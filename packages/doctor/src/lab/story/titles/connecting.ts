/**
 * Failures of ports and of connecting, a line each.
 * @module
 */
import type { Text } from '../../../model/text.ts';

/** By id of the play. */
export const CONNECTING: Readonly<Record<string, Text>> = {
  'port-exhaustion-time-wait': {
    en: 'A connection for each request, and 64 ports',
    ko: '요청마다 새 연결, 임시 포트는 64개',
  },
  'port-exhaustion-established': {
    en: 'A pool without a limit, and 64 ports',
    ko: '상한 없는 커넥션 풀, 임시 포트는 64개',
  },
  'port-exhaustion-bind': {
    en: 'bind() before each connect(), and 64 ports',
    ko: 'connect() 전마다 bind(), 임시 포트는 64개',
  },
  'time-wait-overflow': {
    en: 'More TIME_WAIT than tcp_max_tw_buckets allows',
    ko: 'tcp_max_tw_buckets를 넘는 TIME_WAIT',
  },
  'time-wait-harmless': {
    en: "1,200 TIME_WAIT on a server's port",
    ko: '서버 포트에 남은 TIME_WAIT 1,200개',
  },
  'time-wait-cut-short': {
    en: 'What a low limit of TIME_WAIT breaks',
    ko: 'TIME_WAIT 상한을 낮추면 깨지는 것',
  },
  'restart-address-in-use': {
    en: 'A restart without SO_REUSEADDR',
    ko: 'SO_REUSEADDR 없는 재시작',
  },
  'service-in-port-range': {
    en: 'connect() takes the port of a service that restarts',
    ko: '재시작하는 서비스의 포트를 connect()가 가져감',
  },
  'connect-blackhole': {
    en: 'A firewall that drops without a word, for 6 s',
    ko: '말없이 버리는 방화벽, 6초 관찰',
  },
  'connect-blackhole-long': {
    en: 'A firewall that drops without a word, for 25 s',
    ko: '말없이 버리는 방화벽, 25초 관찰',
  },
  'connect-refused': {
    en: 'A service that listens on the loopback address only',
    ko: '루프백 주소에서만 리스닝하는 서비스',
  },
  'refused-while-starting': {
    en: 'A service that starts 2 s late',
    ko: '2초 늦게 시작되는 서비스',
  },
  'connect-unroutable': {
    en: 'A firewall that answers with ICMP "prohibited"',
    ko: 'ICMP "prohibited"로 답하는 방화벽',
  },
  'conntrack-full': {
    en: 'Other connections hold every tracking entry',
    ko: '다른 연결이 모두 차지한 conntrack 테이블',
  },
  'conntrack-limit': {
    en: 'The limit of the whole machine: nf_conntrack_max',
    ko: '시스템 전체의 한도 nf_conntrack_max',
  },
  'timestamps-rejected': {
    en: 'Segments with the timestamp of another host',
    ko: '다른 호스트의 타임스탬프가 붙은 세그먼트',
  },
  'connect-rejected-by-firewall': {
    en: 'A firewall that answers with a reset',
    ko: '리셋으로 답하는 방화벽',
  },
  'neighbour-does-not-answer': { en: 'An address that nobody has', ko: '아무도 쓰지 않는 주소' },
  'port-closed': {
    en: 'Clients ask for a port where nobody listens',
    ko: '리스너가 없는 포트로 오는 연결 시도',
  },
};
