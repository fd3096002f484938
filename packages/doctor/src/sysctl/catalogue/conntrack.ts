/**
 * Settings of connection tracking: the table of the firewall, and how long it remembers.
 * @module
 */
import type { Setting } from '../setting.ts';
import { COUNT, INT_MAX, SECONDS, SWITCH } from './bounds.ts';

/** Size first, then times, then strictness. Absent until the module nf_conntrack is loaded. */
export const CONNTRACK_SETTINGS: readonly Setting[] = [
  {
    key: 'net.netfilter.nf_conntrack_max',
    meaning: {
      en: 'Connections the table can hold, in each namespace; a full table drops new ones, and no TCP counter moves',
      ko: '네임스페이스마다 테이블에 담을 수 있는 연결 수. 가득 차면 새 연결이 버려지며 TCP 카운터에는 나타나지 않습니다',
    },
    unit: 'connections',
    shape: { kind: 'integer', min: 0, max: INT_MAX },
    scope: 'host, read-only elsewhere',
    effect: 'at once',
    defaults: [{ note: { en: 'by memory, up to 262,144', ko: '메모리에 따라 최대 262,144' } }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst; measured on Linux 6.18',
  },
  {
    key: 'net.netfilter.nf_conntrack_buckets',
    meaning: {
      en: 'Size of the hash table behind it: much smaller than nf_conntrack_max means long searches',
      ko: '해시 테이블 크기. nf_conntrack_max보다 훨씬 작으면 탐색이 길어집니다',
    },
    unit: 'buckets',
    shape: { kind: 'integer', min: 1, max: INT_MAX, unchecked: 'both' },
    scope: 'host, read-only elsewhere',
    effect: 'at once',
    defaults: [{ note: { en: 'by memory, up to 262,144', ko: '메모리에 따라 최대 262,144' } }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst',
  },
  {
    key: 'net.netfilter.nf_conntrack_count',
    meaning: { en: 'Connections in the table now', ko: '현재 테이블에 있는 연결 수' },
    unit: 'connections',
    shape: COUNT,
    scope: 'namespace',
    effect: 'at once',
    readOnly: true,
    defaults: [{ value: '0' }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst',
  },
  {
    key: 'net.netfilter.nf_conntrack_tcp_timeout_established',
    meaning: {
      en: 'How long the table remembers a silent connection; shorter than keepalive means the firewall forgets connections that live',
      ko: '통신이 없는 연결을 테이블이 기억하는 시간. keepalive보다 짧으면 방화벽이 살아 있는 연결의 정보를 지웁니다',
    },
    unit: 's',
    shape: SECONDS,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '432000' }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst',
  },
  {
    key: 'net.netfilter.nf_conntrack_tcp_timeout_time_wait',
    meaning: {
      en: 'How long the table remembers a connection in TIME_WAIT; no matter of TIME_WAIT sockets',
      ko: 'TIME_WAIT 상태의 연결을 테이블이 기억하는 시간. TIME_WAIT 소켓과는 무관합니다',
    },
    unit: 's',
    shape: SECONDS,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '120' }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst',
  },
  {
    key: 'net.netfilter.nf_conntrack_tcp_timeout_close_wait',
    meaning: {
      en: 'How long the table remembers a connection in CLOSE_WAIT',
      ko: 'CLOSE_WAIT 상태의 연결을 테이블이 기억하는 시간',
    },
    unit: 's',
    shape: SECONDS,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '60' }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst',
  },
  {
    key: 'net.netfilter.nf_conntrack_tcp_loose',
    meaning: {
      en: 'Picks up connections that were there before the table',
      ko: '테이블이 생기기 전부터 있던 연결도 추적합니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '1' }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst',
  },
  {
    key: 'net.netfilter.nf_conntrack_tcp_be_liberal',
    meaning: {
      en: 'Takes segments outside of the window for valid, but for resets',
      ko: 'RST를 제외하고 윈도를 벗어난 세그먼트도 유효하게 봅니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '0' }],
    source: 'Documentation/networking/nf_conntrack-sysctl.rst',
  },
];
