/**
 * Settings of socket buffers, windows and TCP's memory.
 * @module
 */
import type { Setting } from '../setting.ts';
import { BUFFER, BYTE_SWITCH, INT_MAX, LONG_MAX, SWITCH, UINT_MAX } from './bounds.ts';

/** Source: sysctl_core_net_init(); absent elsewhere on 6.1, a copy on 6.12 (both measured). */
const HIDDEN_BEFORE = { until: '6.12', scope: 'host' } as const;

/** TCP's own first, then those of every protocol. */
export const BUFFER_SETTINGS: readonly Setting[] = [
  {
    key: 'net.ipv4.tcp_rmem',
    meaning: {
      en: 'Receive buffer of a TCP socket: what it keeps under memory pressure, what it starts with, how far autotuning may grow it',
      ko: 'TCP 소켓의 수신 버퍼: 메모리 압박 시 보장량, 시작 크기, 자동 조절의 상한',
    },
    unit: 'bytes',
    shape: BUFFER,
    scope: 'namespace',
    effect: 'new sockets',
    inherited: true,
    defaults: [
      {
        value: '4096 131072 6291456',
        note: {
          en: 'the last one is smaller below 1 GB of memory',
          ko: '메모리가 1GB 미만이면 마지막 값이 더 작습니다',
        },
      },
      {
        since: '6.16',
        value: '4096 131072 33554432',
        note: {
          en: 'the last one is smaller below 4 GB of memory',
          ko: '메모리가 4GB 미만이면 마지막 값이 더 작습니다',
        },
      },
    ],
    source: 'tcp_rcv_space_adjust(); tcp_init(); tcp_sk_init(); commit 572be9bf9d0d',
  },
  {
    key: 'net.ipv4.tcp_wmem',
    meaning: {
      en: 'Send buffer of a TCP socket: what it keeps under memory pressure, what it starts with, how far autotuning may grow it',
      ko: 'TCP 소켓의 송신 버퍼: 메모리 압박 시 보장량, 시작 크기, 자동 조절의 상한',
    },
    unit: 'bytes',
    shape: BUFFER,
    scope: 'namespace',
    effect: 'new sockets',
    inherited: true,
    defaults: [
      {
        value: '4096 16384 4194304',
        note: {
          en: 'the last one is smaller below 512 MB of memory',
          ko: '메모리가 512MB 미만이면 마지막 값이 더 작습니다',
        },
      },
    ],
    source: 'tcp_sndbuf_expand(); tcp_init(); tcp_sk_init()',
  },
  {
    key: 'net.ipv4.tcp_mem',
    meaning: {
      en: 'Memory of all TCP sockets together, in pages: below the first all is well, above the second buffers shrink, at the third data is dropped',
      ko: '모든 TCP 소켓이 함께 쓰는 메모리(페이지 단위). 첫째 값 아래는 정상, 둘째를 넘으면 버퍼를 줄이고 셋째에 이르면 데이터를 버립니다',
    },
    unit: 'pages',
    shape: {
      kind: 'tuple',
      names: ['low', 'pressure', 'high'],
      min: 0,
      max: LONG_MAX,
      ascending: true,
      orderUnchecked: true,
    },
    scope: 'host',
    effect: 'at once',
    defaults: [
      { note: { en: 'about 5, 6 and 9 percent of memory', ko: '메모리의 약 5%, 6%, 9%' } },
    ],
    source: 'tcp_init_mem(); ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_moderate_rcvbuf',
    meaning: {
      en: 'Receive buffers grow with the connection, up to tcp_rmem',
      ko: '수신 버퍼를 tcp_rmem 범위에서 연결에 맞춰 자동으로 키웁니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '1' }],
    source: 'tcp_rcv_space_adjust()',
  },
  {
    key: 'net.ipv4.tcp_window_scaling',
    meaning: {
      en: 'Windows larger than 64 KB; both ends must offer it in the handshake',
      ko: '64KB보다 큰 윈도를 씁니다. 핸드셰이크에서 양쪽이 모두 제안해야 합니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '1' }],
    source: 'RFC 7323; tcp_select_initial_window()',
  },
  {
    key: 'net.ipv4.tcp_adv_win_scale',
    meaning: {
      en: 'Share of a receive buffer that is overhead and not window',
      ko: '수신 버퍼에서 윈도가 아닌 오버헤드로 보는 비율',
    },
    shape: { kind: 'integer', min: -31, max: 31 },
    scope: 'namespace',
    effect: 'new sockets',
    inert: {
      since: '6.6',
      because: {
        en: 'the kernel measures the overhead of each socket instead',
        ko: '커널이 소켓마다 오버헤드를 직접 측정합니다',
      },
    },
    defaults: [{ value: '1' }],
    source: 'ip-sysctl.rst: "Obsolete since linux-6.6"',
  },
  {
    key: 'net.ipv4.tcp_shrink_window',
    meaning: {
      en: 'Lets the receive window shrink when a socket runs short of memory; off, a window that was offered is never taken back',
      ko: '소켓 메모리가 모자랄 때 수신 윈도를 줄일 수 있게 합니다. 끄면 한번 알린 윈도를 되돌리지 않습니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    since: '6.5',
    backportedTo: ['6.1'],
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst; RFC 7323 2.4; commit b650d953cd39; Linux 6.1.176 has it (measured)',
  },
  {
    key: 'net.ipv4.tcp_notsent_lowat',
    meaning: {
      en: 'Unsent bytes from which on a socket no longer counts as writable: keeps what waits in the kernel short',
      ko: '아직 보내지 못한 데이터가 이보다 많으면 소켓을 쓰기 가능으로 보지 않습니다. 커널에 쌓이는 양을 줄입니다',
    },
    unit: 'bytes',
    shape: { kind: 'integer', min: 0, max: UINT_MAX },
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '4294967295' }],
    source: 'ip-sysctl.rst; tcp_stream_memory_free()',
  },
  {
    key: 'net.ipv4.tcp_autocorking',
    meaning: {
      en: 'Holds small writes back while earlier ones still wait in the device, to send fewer packets',
      ko: '앞서 보낸 데이터가 장치에서 대기 중이면 작은 쓰기를 모아 보내 패킷 수를 줄입니다',
    },
    shape: SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '1' }],
    source: 'tcp_should_autocork(); ip-sysctl.rst',
  },
  {
    key: 'net.core.rmem_max',
    meaning: {
      en: 'Most that setsockopt(SO_RCVBUF) can ask for. Autotuned TCP sockets do not look at it',
      ko: 'setsockopt(SO_RCVBUF)으로 요청할 수 있는 최댓값. 자동 조절되는 TCP 소켓과는 무관합니다',
    },
    unit: 'bytes',
    shape: { kind: 'integer', min: 2_304, max: INT_MAX },
    scope: 'host, read-only elsewhere',
    scopeBefore: HIDDEN_BEFORE,
    effect: 'at once',
    defaults: [{ value: '212992' }, { since: '6.18', value: '4194304' }],
    source: 'sock_setsockopt(); commit a6d4f25888b8',
  },
  {
    key: 'net.core.wmem_max',
    meaning: {
      en: 'Most that setsockopt(SO_SNDBUF) can ask for. Autotuned TCP sockets do not look at it',
      ko: 'setsockopt(SO_SNDBUF)으로 요청할 수 있는 최댓값. 자동 조절되는 TCP 소켓과는 무관합니다',
    },
    unit: 'bytes',
    shape: { kind: 'integer', min: 4_608, max: INT_MAX },
    scope: 'host, read-only elsewhere',
    scopeBefore: HIDDEN_BEFORE,
    effect: 'at once',
    defaults: [{ value: '212992' }, { since: '6.18', value: '4194304' }],
    source: 'sock_setsockopt(); commit a6d4f25888b8',
  },
  {
    key: 'net.core.rmem_default',
    meaning: {
      en: 'Receive buffer that UDP, raw and Unix sockets start with; TCP has tcp_rmem instead',
      ko: 'UDP, raw, Unix 소켓의 시작 수신 버퍼. TCP는 tcp_rmem을 씁니다',
    },
    unit: 'bytes',
    shape: { kind: 'integer', min: 2_304, max: INT_MAX },
    scope: 'host, read-only elsewhere',
    scopeBefore: HIDDEN_BEFORE,
    effect: 'new sockets',
    defaults: [{ value: '212992' }],
    source: 'ip-sysctl.rst: tcp_rmem "overrides net.core.rmem_default"',
  },
  {
    key: 'net.core.wmem_default',
    meaning: {
      en: 'Send buffer that UDP, raw and Unix sockets start with; TCP has tcp_wmem instead',
      ko: 'UDP, raw, Unix 소켓의 시작 송신 버퍼. TCP는 tcp_wmem을 씁니다',
    },
    unit: 'bytes',
    shape: { kind: 'integer', min: 4_608, max: INT_MAX },
    scope: 'host, read-only elsewhere',
    scopeBefore: HIDDEN_BEFORE,
    effect: 'new sockets',
    defaults: [{ value: '212992' }],
    source: 'ip-sysctl.rst: tcp_wmem "overrides net.core.wmem_default"',
  },
  {
    key: 'net.core.optmem_max',
    meaning: {
      en: 'Memory for control messages, filters and keys of one socket; no limit of its data',
      ko: '소켓 하나의 제어 메시지, 필터, 키에 쓰는 메모리. 데이터 버퍼와는 무관합니다',
    },
    unit: 'bytes',
    shape: { kind: 'integer', min: 0, max: INT_MAX },
    scope: 'namespace',
    scopeBefore: { until: '6.8', scope: 'host' },
    effect: 'at once',
    defaults: [{ value: '20480' }, { since: '6.8', value: '131072' }],
    source: 'sock_kmalloc(); commit 4944566706b2; one for the whole host in 6.1 (measured)',
  },
];
