/**
 * Settings of congestion control, loss recovery and path MTU.
 * @module
 */
import type { Setting } from '../setting.ts';
import { BYTES_SINCE, BYTE_SWITCH, COUNT, SWITCH, byteUpTo } from './bounds.ts';

/** Congestion control first, then the size of packets. */
export const PATH_SETTINGS: readonly Setting[] = [
  {
    key: 'net.ipv4.tcp_congestion_control',
    meaning: {
      en: 'Congestion control of new connections; accepted ones inherit it from their listener',
      ko: '새 연결의 혼잡 제어 알고리즘. accept한 연결은 리스너의 것을 물려받습니다',
    },
    shape: { kind: 'word' },
    scope: 'namespace',
    effect: 'new sockets',
    inherited: true,
    defaults: [
      { note: { en: 'by kernel configuration, mostly cubic', ko: '커널 설정에 따름, 대개 cubic' } },
    ],
    source:
      'ip-sysctl.rst; tcp_sk_init(); in another namespace than the first only allowed ones (EPERM, measured)',
  },
  {
    key: 'net.ipv4.tcp_allowed_congestion_control',
    meaning: {
      en: 'Congestion controls that programs without CAP_NET_ADMIN may choose, and that other namespaces may set',
      ko: 'CAP_NET_ADMIN이 없는 프로그램이 고를 수 있고 다른 네임스페이스에서 설정할 수 있는 혼잡 제어',
    },
    shape: { kind: 'words' },
    scope: 'host, read-only elsewhere',
    effect: 'at once',
    defaults: [{ note: { en: 'reno and the default one', ko: 'reno와 기본 알고리즘' } }],
    source: 'ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_available_congestion_control',
    meaning: {
      en: 'Congestion controls that are loaded; more may be there as modules',
      ko: '현재 적재된 혼잡 제어. 모듈로 더 있을 수 있습니다',
    },
    shape: { kind: 'words' },
    scope: 'namespace',
    effect: 'at once',
    readOnly: true,
    defaults: [{ note: { en: 'by kernel configuration', ko: '커널 설정에 따름' } }],
    source: 'ip-sysctl.rst',
  },
  {
    key: 'net.core.default_qdisc',
    meaning: {
      en: 'Queueing discipline of devices that appear from now on',
      ko: '이후에 생기는 장치의 기본 qdisc',
    },
    shape: { kind: 'word' },
    scope: 'host',
    effect: 'new devices',
    defaults: [
      {
        value: 'pfifo_fast',
        note: {
          en: 'systemd sets fq_codel at boot',
          ko: 'systemd는 부팅 시 fq_codel로 설정합니다',
        },
      },
    ],
    source: 'net/core/sysctl_net_core.c; absent in other namespaces (measured)',
  },
  {
    key: 'net.ipv4.tcp_slow_start_after_idle',
    meaning: {
      en: 'A connection that was idle for a retransmission timeout starts slowly again',
      ko: '재전송 타임아웃만큼 쉰 연결은 slow start부터 다시 시작합니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '1' }],
    source: 'ip-sysctl.rst; RFC 2861',
  },
  {
    key: 'net.ipv4.tcp_no_metrics_save',
    meaning: {
      en: 'Forgets what a closed connection learned about its destination',
      ko: '닫힌 연결이 목적지에 대해 알아낸 값을 저장하지 않습니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst; tcp_update_metrics()',
  },
  {
    key: 'net.ipv4.tcp_no_ssthresh_metrics_save',
    meaning: {
      en: 'Forgets the slow start threshold of a closed connection',
      ko: '닫힌 연결의 slow start 임계값(ssthresh)을 저장하지 않습니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    since: '5.6',
    defaults: [{ value: '1' }],
    source: 'ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_ecn',
    meaning: {
      en: 'Explicit congestion notification',
      ko: '명시적 혼잡 알림(ECN)',
    },
    values: {
      '0': { en: 'off', ko: '사용 안 함' },
      '1': { en: 'asked for and accepted', ko: '요청하고 수락함' },
      '2': { en: 'accepted only', ko: '수락만 함' },
      '3': {
        en: 'accurate ECN asked for and accepted, from 7.0 on',
        ko: 'AccECN을 요청하고 수락함(7.0부터)',
      },
      '4': {
        en: 'accurate ECN accepted, ECN asked for, from 7.0 on',
        ko: 'AccECN은 수락만, ECN은 요청함(7.0부터)',
      },
      '5': { en: 'accurate ECN accepted only, from 7.0 on', ko: 'AccECN을 수락만 함(7.0부터)' },
    },
    shape: { kind: 'integer', min: 0, max: 5, checkedSince: BYTES_SINCE },
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '2' }],
    source: 'ip-sysctl.rst; enum tcp_ecn_mode; 6.1 to 6.18 refuse 3 to 5, 7.2 refuses 6 (measured)',
  },
  {
    key: 'net.ipv4.tcp_plb_enabled',
    meaning: {
      en: 'Moves a congested connection to another path by changing the flow label; it takes IPv6, ECN and a congestion control that knows it',
      ko: '혼잡한 연결의 flow label을 바꿔 다른 경로로 옮깁니다. IPv6와 ECN, 이를 지원하는 혼잡 제어가 필요합니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    since: '6.2',
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst; commit bd456f283b66',
  },
  {
    key: 'net.ipv4.tcp_mtu_probing',
    meaning: {
      en: 'Finds the path MTU by trying smaller segments, without ICMP',
      ko: 'ICMP 없이 세그먼트를 줄여 가며 경로 MTU를 찾습니다',
    },
    values: {
      '0': { en: 'off', ko: '사용 안 함' },
      '1': { en: 'when a black hole is suspected', ko: '블랙홀이 의심될 때' },
      '2': { en: 'always', ko: '항상' },
    },
    shape: byteUpTo(2),
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst; RFC 4821',
  },
  {
    key: 'net.ipv4.tcp_base_mss',
    meaning: {
      en: 'Segment size that MTU probing begins with',
      ko: 'MTU 탐색을 시작하는 세그먼트 크기',
    },
    unit: 'bytes',
    shape: COUNT,
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '1024' }],
    source: 'ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.ip_no_pmtu_disc',
    meaning: {
      en: 'Turns path MTU discovery off',
      ko: '경로 MTU 탐색을 끕니다',
    },
    values: {
      '0': { en: 'discovery on', ko: '탐색함' },
      '1': { en: 'the smallest MTU after the first ICMP', ko: '첫 ICMP 뒤 가장 작은 MTU 사용' },
      '2': { en: 'ICMP ignored', ko: 'ICMP 무시' },
      '3': { en: 'only ICMP that can be verified', ko: '검증 가능한 ICMP만 사용' },
    },
    shape: byteUpTo(3),
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst',
  },
];
