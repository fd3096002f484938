/**
 * Settings that decide when TCP gives up: keepalive, retransmissions, orphans.
 * @module
 */
import type { Setting } from '../setting.ts';
import { BYTE, COUNT, INT_MAX, SECONDS } from './bounds.ts';

/** Keepalive first, then retransmissions in the order of a connection's life. */
export const RETRY_SETTINGS: readonly Setting[] = [
  {
    key: 'net.ipv4.tcp_keepalive_time',
    meaning: {
      en: 'Silence before the first keepalive probe, for sockets with SO_KEEPALIVE and no TCP_KEEPIDLE of their own',
      ko: '첫 keepalive 프로브를 보내기까지의 유휴 시간. SO_KEEPALIVE를 켜고 TCP_KEEPIDLE을 따로 정하지 않은 소켓에 적용됩니다',
    },
    unit: 's',
    shape: SECONDS,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '7200' }],
    safe: {
      min: 60,
      max: 7_200,
      because: {
        en: 'probes more often than once a minute wake every idle connection of the host; a socket that needs more sets TCP_KEEPIDLE',
        ko: '1분보다 짧으면 호스트의 모든 유휴 연결이 계속 깨어납니다. 더 짧아야 하는 소켓은 TCP_KEEPIDLE로 정합니다',
      },
    },
    source: 'tcp_keepalive_timer(); ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_keepalive_intvl',
    meaning: {
      en: 'Time between keepalive probes that nobody answers',
      ko: '응답이 없을 때 keepalive 프로브 사이의 간격',
    },
    unit: 's',
    shape: SECONDS,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '75' }],
    source: 'tcp_keepalive_timer(); ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_keepalive_probes',
    meaning: {
      en: 'Unanswered keepalive probes before a connection is given up; no upper bound while data is unacknowledged',
      ko: '연결을 포기하기까지 응답받지 못한 keepalive 프로브 수. ACK를 받지 못한 데이터가 있으면 적용되지 않습니다',
    },
    unit: 'probes',
    shape: BYTE,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '9' }],
    safe: {
      min: 2,
      max: 20,
      harms: 'below',
      because: {
        en: 'below 2 a single lost packet ends a healthy connection',
        ko: '2 미만이면 패킷 하나만 유실되어도 정상 연결이 끊깁니다',
      },
    },
    source: 'tcp_keepalive_timer(); ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_syn_retries',
    meaning: {
      en: 'How often connect() repeats its SYN; 6 are about 131 seconds, 127 before 6.5',
      ko: 'connect()가 SYN을 재전송하는 횟수. 6회면 약 131초(6.5 이전은 127초)입니다',
    },
    unit: 'retransmissions',
    shape: { kind: 'integer', min: 1, max: 127 },
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '6' }],
    safe: {
      min: 2,
      max: 8,
      harms: 'below',
      because: {
        en: 'every program of the host gets it: below 2 one lost packet fails a connect(), above 8 it hangs for longer than anyone waits; better a timeout in the application',
        ko: '호스트의 모든 프로그램에 적용됩니다. 2 미만이면 패킷 하나로 connect()가 실패하고, 8을 넘으면 지나치게 오래 멈춥니다. 애플리케이션의 연결 타임아웃이 낫습니다',
      },
    },
    source: 'ip-sysctl.rst; tcp_write_timeout()',
  },
  {
    key: 'net.ipv4.tcp_syn_linear_timeouts',
    meaning: {
      en: 'How many SYNs are repeated a second apart before the pauses double',
      ko: '간격이 두 배씩 늘기 전에 1초 간격으로 SYN을 재전송하는 횟수',
    },
    unit: 'retransmissions',
    shape: { kind: 'integer', min: 0, max: 127 },
    scope: 'namespace',
    effect: 'new sockets',
    since: '6.5',
    defaults: [{ value: '4' }],
    source: 'ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_retries1',
    meaning: {
      en: 'Retransmissions before the network layer is asked for another route',
      ko: '네트워크 계층에 다른 경로를 찾도록 알리기까지의 재전송 횟수',
    },
    unit: 'retransmissions',
    shape: BYTE,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '3' }],
    source: 'ip-sysctl.rst; RFC 1122',
  },
  {
    key: 'net.ipv4.tcp_retries2',
    meaning: {
      en: 'Retransmissions before an established connection with unacknowledged data is given up: 15 are about 15 minutes, 8 about 106 seconds',
      ko: 'ACK를 받지 못한 데이터가 있는 연결을 포기하기까지의 재전송 횟수. 15회는 약 15분, 8회는 약 106초입니다',
    },
    unit: 'retransmissions',
    shape: BYTE,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '15' }],
    safe: {
      min: 8,
      max: 15,
      because: {
        en: 'RFC 1122 asks for at least 100 seconds, which 8 gives: less ends connections during a routing or load balancer failover',
        ko: 'RFC 1122는 최소 100초를 요구하며 8회가 이에 해당합니다. 더 낮추면 라우팅이나 로드 밸런서가 전환되는 동안 연결이 끊깁니다',
      },
    },
    source: 'ip-sysctl.rst; RFC 1122 4.2.3.5; measured on Linux 6.18',
  },
  {
    key: 'net.ipv4.tcp_orphan_retries',
    meaning: {
      en: 'Retransmissions for a closed connection that nobody holds, while its peer is silent; 0 means 8',
      ko: '소유 프로세스가 없는 종료 연결을 상대 응답 없이 재전송하는 횟수. 0은 8을 뜻합니다',
    },
    unit: 'retransmissions',
    shape: BYTE,
    scope: 'namespace',
    effect: 'next timer',
    defaults: [{ value: '0' }],
    source: 'tcp_orphan_retries(); measured on Linux 6.18',
  },
  {
    key: 'net.ipv4.tcp_max_orphans',
    meaning: {
      en: 'Most closed connections with data that nobody holds any more; beyond it new ones are reset',
      ko: '프로세스 없이 데이터를 마저 보내는 종료 연결의 최대 수. 넘으면 RST로 끊습니다',
    },
    unit: 'connections',
    shape: COUNT,
    scope: 'host',
    effect: 'at once',
    defaults: [
      {
        note: {
          en: 'half the connection hash table: 4,096 to 262,144, by memory',
          ko: '연결 해시 테이블의 절반: 메모리에 따라 4,096~262,144',
        },
      },
    ],
    safe: {
      min: 4_096,
      max: 524_288,
      because: {
        en: 'each orphan can hold up to 64 KB that cannot be swapped; below the default closes become resets',
        ko: '고아 소켓 하나가 스왑되지 않는 메모리를 최대 64KB 쓸 수 있고, 기본값보다 낮으면 종료가 RST로 바뀝니다',
      },
    },
    source: 'tcp_too_many_orphans(); ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_rto_min_us',
    meaning: {
      en: 'Shortest retransmission timeout',
      ko: '재전송 타임아웃의 최솟값',
    },
    unit: 'µs',
    shape: { kind: 'integer', min: 1, max: INT_MAX },
    scope: 'namespace',
    effect: 'new sockets',
    since: '6.11',
    defaults: [{ value: '200000' }],
    source: 'ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_rto_max_ms',
    meaning: {
      en: 'Longest retransmission timeout',
      ko: '재전송 타임아웃의 최댓값',
    },
    unit: 'ms',
    shape: { kind: 'integer', min: 1_000, max: 120_000 },
    scope: 'namespace',
    effect: 'new sockets',
    since: '6.15',
    defaults: [{ value: '120000' }],
    source: 'ip-sysctl.rst',
  },
];
