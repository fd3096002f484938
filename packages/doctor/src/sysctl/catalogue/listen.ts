/**
 * Settings of listening sockets: how connections that come in are queued, checked and refused.
 * @module
 */
import type { Setting } from '../setting.ts';
import { BYTE_SWITCH, BYTE, COUNT, INT_MAX, SWITCH, byteUpTo } from './bounds.ts';

/** By the way of a connection: SYN first, accept() last. */
export const LISTEN_SETTINGS: readonly Setting[] = [
  {
    key: 'net.core.somaxconn',
    meaning: {
      en: 'Cap on the backlog that listen() asks for: the limit of an accept queue is the smaller of the two, fixed when listen() is called',
      ko: 'listen()이 요청하는 백로그의 상한. accept 큐 한도는 둘 중 작은 값이며 listen() 호출 시점에 고정됩니다',
    },
    unit: 'connections',
    shape: { kind: 'integer', min: 0, max: INT_MAX },
    scope: 'namespace',
    effect: 'next listen()',
    defaults: [{ value: '128' }, { since: '5.4', value: '4096' }],
    safe: {
      min: 128,
      max: 16_384,
      harms: 'above',
      because: {
        en: 'a longer queue serves clients that have given up: at 1.5 times the load a server can take, 564 of 1,800 connections were served with a backlog of 65,535 and 1,284 with 64 (measured on Linux 6.18)',
        ko: '큐가 길면 이미 포기한 클라이언트를 처리하느라 자원을 씁니다. 처리 용량의 1.5배 부하에서 연결 1,800개 중 백로그 65,535는 564개, 64는 1,284개를 처리했습니다(Linux 6.18에서 측정)',
      },
    },
    source: 'ip-sysctl.rst; __sys_listen()',
  },
  {
    key: 'net.ipv4.tcp_max_syn_backlog',
    meaning: {
      en: 'Half-open connections a listener may hold. Ignored while SYN cookies are on; then the backlog of listen() is the limit',
      ko: '리스너 하나가 가질 수 있는 half-open 연결 수. SYN 쿠키가 켜져 있으면 무시되고 listen()의 백로그가 한도가 됩니다',
    },
    unit: 'connections',
    shape: COUNT,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ note: { en: '128 to 4,096, by memory', ko: '메모리에 따라 128~4,096' } }],
    source: 'tcp_conn_request(); listen(2)',
  },
  {
    key: 'net.ipv4.tcp_syncookies',
    meaning: {
      en: 'Answers SYNs with a cookie instead of dropping them when the queue of half-open connections is full',
      ko: 'half-open 연결 큐가 가득 차면 SYN을 버리지 않고 쿠키로 응답합니다',
    },
    values: {
      '0': { en: 'never: SYNs are dropped', ko: '사용 안 함: SYN을 버립니다' },
      '1': { en: 'when the queue is full', ko: '큐가 가득 찼을 때만' },
      '2': { en: 'always, for tests', ko: '항상(테스트용)' },
    },
    shape: byteUpTo(2),
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '1' }],
    source: 'ip-sysctl.rst; tcp_conn_request()',
  },
  {
    key: 'net.ipv4.tcp_synack_retries',
    meaning: {
      en: 'How often a SYN-ACK is sent again before a half-open connection is given up; 5 are 63 seconds',
      ko: 'half-open 연결을 포기하기 전까지 SYN-ACK를 재전송하는 횟수. 5회면 63초입니다',
    },
    unit: 'retransmissions',
    shape: BYTE,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '5' }],
    safe: {
      min: 2,
      max: 6,
      harms: 'below',
      because: {
        en: 'below 2 a single lost packet costs a client its connection; above 6 half-open connections live for minutes',
        ko: '2 미만이면 패킷 하나만 유실되어도 연결이 실패하고, 6을 넘으면 half-open 연결이 몇 분씩 남습니다',
      },
    },
    source: 'ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_abort_on_overflow',
    meaning: {
      en: 'Resets a connection whose handshake ends while the accept queue is full; SYNs that find it full are dropped either way',
      ko: 'accept 큐가 가득 찬 상태에서 핸드셰이크를 마친 연결을 RST로 끊습니다. 이미 가득 찬 뒤 도착한 SYN은 어느 쪽이든 버립니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '0' }],
    source: 'tcp_check_req(); ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_migrate_req',
    meaning: {
      en: 'Moves connections that wait in the queue of a SO_REUSEPORT listener to a sibling when it is closed, instead of resetting them',
      ko: 'SO_REUSEPORT 리스너를 닫을 때 큐에서 기다리던 연결을 끊지 않고 같은 포트의 다른 리스너로 옮깁니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    since: '5.14',
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst; inet_reqsk_clone()',
  },
  {
    key: 'net.ipv4.tcp_fastopen',
    meaning: {
      en: 'Lets data travel in the SYN: bit 1 for clients, bit 2 for servers; the application must ask for it too',
      ko: 'SYN에 데이터를 실을 수 있게 합니다. 비트 1은 클라이언트, 비트 2는 서버용이며 애플리케이션도 따로 요청해야 합니다',
    },
    values: {
      '0': { en: 'off', ko: '사용 안 함' },
      '1': { en: 'clients', ko: '클라이언트' },
      '2': { en: 'servers', ko: '서버' },
      '3': { en: 'both', ko: '양쪽' },
    },
    shape: COUNT,
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '1' }],
    source: 'ip-sysctl.rst; RFC 7413',
  },
];
