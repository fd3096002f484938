/**
 * Settings of TIME_WAIT and of the ports that outgoing connections start from.
 * @module
 */
import type { Setting } from '../setting.ts';
import { BYTE_SWITCH, COUNT, SECONDS, SWITCH, byteUpTo } from './bounds.ts';

/** Ports first, then what lives on after a connection. */
export const PORT_SETTINGS: readonly Setting[] = [
  {
    key: 'net.ipv4.ip_local_port_range',
    meaning: {
      en: 'First and last ephemeral port: what connect() and bind(0) choose from. One destination can have as many connections from one address as there are ports here',
      ko: '임시 포트의 처음과 끝. connect()와 bind(0)이 여기서 포트를 고르며, 주소 하나에서 목적지 하나로 맺을 수 있는 연결 수가 이 범위로 정해집니다',
    },
    unit: 'ports',
    shape: {
      kind: 'tuple',
      names: ['low', 'high'],
      min: 1,
      max: 65_535,
      ascending: true,
    },
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '32768 60999' }],
    source: 'ipv4_local_port_range(): not below ip_unprivileged_port_start; __inet_hash_connect()',
  },
  {
    key: 'net.ipv4.ip_local_reserved_ports',
    meaning: {
      en: 'Ports inside the range that are never chosen as ephemeral: keep them for services. A program can still ask for one by number',
      ko: '범위 안에 있어도 임시 포트로 쓰지 않을 포트. 서비스용으로 남겨 두며, 프로그램이 번호를 직접 지정하면 쓸 수 있습니다',
    },
    unit: 'ports',
    shape: { kind: 'ports' },
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '' }],
    source: 'ip-sysctl.rst; proc_do_large_bitmap()',
  },
  {
    key: 'net.ipv4.ip_unprivileged_port_start',
    meaning: {
      en: 'First port that needs no CAP_NET_BIND_SERVICE; the ephemeral range may not begin below it',
      ko: 'CAP_NET_BIND_SERVICE 없이 쓸 수 있는 첫 포트. 임시 포트 범위는 이보다 낮게 시작할 수 없습니다',
    },
    unit: 'ports',
    shape: { kind: 'integer', min: 0, max: 32_768 },
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '1024' }],
    source: 'ipv4_privileged_ports(): not above the first ephemeral port, 32768 by default',
  },
  {
    key: 'net.ipv4.ip_autobind_reuse',
    meaning: {
      en: 'Lets bind(0) with SO_REUSEADDR take a port that others use for other destinations; for special cases only',
      ko: 'SO_REUSEADDR를 켠 bind(0)이 다른 목적지에 쓰이는 포트를 함께 쓰게 합니다. 특수한 경우에만 씁니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    since: '5.7',
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst; inet_csk_find_open_port()',
  },
  {
    key: 'net.ipv4.tcp_tw_reuse',
    meaning: {
      en: 'Lets connect() take the port of a TIME_WAIT connection that is a second old, if it had timestamps. Outgoing connections only',
      ko: '타임스탬프를 쓰던 TIME_WAIT 연결이 1초 지나면 connect()가 그 포트를 다시 쓸 수 있게 합니다. 나가는 연결에만 적용됩니다',
    },
    values: {
      '0': { en: 'never', ko: '사용 안 함' },
      '1': { en: 'everywhere', ko: '모든 연결' },
      '2': { en: 'on loopback only', ko: '루프백만' },
    },
    shape: { kind: 'integer', min: 0, max: 2 },
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '0' }, { since: '4.19', value: '2' }],
    source: 'tcp_twsk_unique(); ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_tw_reuse_delay',
    meaning: {
      en: 'How old a TIME_WAIT connection must be before tcp_tw_reuse takes its port',
      ko: 'tcp_tw_reuse가 포트를 다시 쓰기 전에 TIME_WAIT가 지나야 하는 시간',
    },
    unit: 'ms',
    shape: { kind: 'integer', min: 1, max: 60_000 },
    scope: 'namespace',
    effect: 'at once',
    since: '6.14',
    defaults: [{ value: '1000' }],
    source: 'ip-sysctl.rst; commit ca6a6f93867a',
  },
  {
    key: 'net.ipv4.tcp_tw_recycle',
    meaning: {
      en: 'Dropped connections of clients behind NAT. Removed from the kernel',
      ko: 'NAT 뒤 클라이언트의 연결을 끊던 설정. 커널에서 제거되었습니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    until: '4.12',
    defaults: [{ value: '0' }],
    source: 'commit 4396e46187ca',
  },
  {
    key: 'net.ipv4.tcp_timestamps',
    meaning: {
      en: 'Timestamps in every segment: round-trip times, protection against old segments, tcp_tw_reuse, and the options of cookie connections need them',
      ko: '모든 세그먼트에 타임스탬프를 넣습니다. RTT 측정, 오래된 세그먼트 차단, tcp_tw_reuse, SYN 쿠키 연결의 옵션 유지에 필요합니다',
    },
    values: {
      '0': { en: 'off', ko: '사용 안 함' },
      '1': { en: 'on, with a random offset per connection', ko: '사용(연결마다 임의 오프셋)' },
      '2': { en: 'on, without the offset', ko: '사용(오프셋 없음)' },
    },
    shape: byteUpTo(2),
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '1' }],
    source: 'ip-sysctl.rst; RFC 7323',
  },
  {
    key: 'net.ipv4.tcp_fin_timeout',
    meaning: {
      en: 'How long a closed connection that nobody holds waits in FIN_WAIT_2 for the FIN of its peer. TIME_WAIT lasts 60 seconds whatever this says',
      ko: '소유 프로세스가 없는 종료 연결이 FIN_WAIT_2에서 상대의 FIN을 기다리는 시간. TIME_WAIT는 이 값과 무관하게 60초입니다',
    },
    unit: 's',
    shape: SECONDS,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '60' }],
    source: 'tcp_fin_time(); TCP_TIMEWAIT_LEN; measured on Linux 6.18',
  },
  {
    key: 'net.ipv4.tcp_max_tw_buckets',
    meaning: {
      en: 'Most TIME_WAIT connections; beyond it they are destroyed at once, and late packets are answered with a reset',
      ko: 'TIME_WAIT 연결의 최대 수. 넘으면 즉시 제거되고 늦게 온 패킷에는 RST로 응답합니다',
    },
    unit: 'connections',
    shape: COUNT,
    scope: 'namespace',
    effect: 'at once',
    defaults: [
      {
        note: {
          en: 'half the connection hash table: 4,096 to 262,144, by memory',
          ko: '연결 해시 테이블의 절반: 메모리에 따라 4,096~262,144',
        },
      },
    ],
    source: 'tcp_time_wait(); ip-sysctl.rst: "must not lower the limit artificially"',
  },
  {
    key: 'net.ipv4.tcp_rfc1337',
    meaning: {
      en: 'Ignores resets that arrive for TIME_WAIT connections',
      ko: 'TIME_WAIT 연결에 도착한 RST를 무시합니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '0' }],
    source: 'tcp_timewait_state_process(); RFC 1337',
  },
];
