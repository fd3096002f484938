/**
 * Settings of the whole machine that TCP feels: packet queues of the CPUs and file descriptors.
 * @module
 */
import type { Setting } from '../setting.ts';
import { COUNT, INT_MAX, LONG_MAX } from './bounds.ts';

/** Packets first, then files. */
export const HOST_SETTINGS: readonly Setting[] = [
  {
    key: 'net.core.netdev_max_backlog',
    meaning: {
      en: 'Packets that wait for one CPU (RPS, veth, loopback); drivers with NAPI have their ring instead',
      ko: 'CPU 하나를 기다리는 패킷 수(RPS, veth, 루프백). NAPI 드라이버는 자체 ring을 씁니다',
    },
    unit: 'packets',
    shape: COUNT,
    scope: 'host',
    effect: 'at once',
    defaults: [{ value: '1000' }],
    safe: {
      min: 1_000,
      max: 65_536,
      because: {
        en: 'raise it only when the second column of /proc/net/softnet_stat grows; a longer queue is more delay',
        ko: '/proc/net/softnet_stat 둘째 열이 늘어날 때만 올립니다. 큐가 길수록 지연이 커집니다',
      },
    },
    source: 'enqueue_to_backlog()',
  },
  {
    key: 'net.core.netdev_budget',
    meaning: {
      en: 'Packets that one round of receiving may take, all devices together',
      ko: '한 번의 수신 처리에서 모든 장치를 합쳐 받을 수 있는 패킷 수',
    },
    unit: 'packets',
    shape: { kind: 'integer', min: 1, max: INT_MAX, unchecked: 'below' },
    scope: 'host',
    effect: 'at once',
    defaults: [{ value: '300' }],
    safe: {
      min: 64,
      max: 4_096,
      because: {
        en: 'a longer round ends the growth of the third column of /proc/net/softnet_stat, not the drops in the second, and keeps programs off the CPU',
        ko: '늘리면 /proc/net/softnet_stat 셋째 열의 증가는 멈추지만 둘째 열의 유실은 줄지 않고, 처리가 길어지는 동안 프로그램이 CPU를 얻지 못합니다',
      },
    },
    source: 'net_rx_action()',
  },
  {
    key: 'net.core.netdev_budget_usecs',
    meaning: {
      en: 'Time that one round of receiving may take',
      ko: '한 번의 수신 처리에 쓸 수 있는 시간',
    },
    unit: 'µs',
    shape: { kind: 'integer', min: 0, max: INT_MAX },
    scope: 'host',
    effect: 'at once',
    defaults: [
      { value: '2000' },
      { since: '5.7', note: { en: 'two clock ticks', ko: '클록 틱 두 번' } },
    ],
    source: 'net_rx_action()',
  },
  {
    key: 'net.core.busy_poll',
    meaning: {
      en: 'Time that poll() and select() spin for packets',
      ko: 'poll()과 select()가 패킷을 기다리며 도는 시간',
    },
    unit: 'µs',
    shape: { kind: 'integer', min: 0, max: INT_MAX },
    scope: 'host',
    effect: 'at once',
    defaults: [{ value: '0' }],
    source: 'Documentation/admin-guide/sysctl/net.rst',
  },
  {
    key: 'net.core.busy_read',
    meaning: {
      en: 'Time that a blocking read spins for packets',
      ko: '블로킹 read가 패킷을 기다리며 도는 시간',
    },
    unit: 'µs',
    shape: { kind: 'integer', min: 0, max: INT_MAX },
    scope: 'host',
    effect: 'new sockets',
    defaults: [{ value: '0' }],
    source: 'Documentation/admin-guide/sysctl/net.rst',
  },
  {
    key: 'fs.file-max',
    meaning: {
      en: 'Open files of the whole machine. A server meets the limit of its own process first: RLIMIT_NOFILE',
      ko: '시스템 전체에서 열 수 있는 파일 수. 서버는 자기 프로세스의 한도인 RLIMIT_NOFILE에 먼저 걸립니다',
    },
    unit: 'files',
    shape: { kind: 'integer', min: 0, max: LONG_MAX },
    scope: 'host',
    effect: 'at once',
    defaults: [
      {
        note: {
          en: 'a tenth of memory in KB; systemd 240 and later sets 9223372036854775807',
          ko: 'KB 단위 메모리의 1/10. systemd 240부터는 9223372036854775807로 설정합니다',
        },
      },
    ],
    source: 'files_maxfiles_init(); systemd NEWS 240',
  },
  {
    key: 'fs.nr_open',
    meaning: {
      en: 'Highest that RLIMIT_NOFILE of any process can be',
      ko: '프로세스의 RLIMIT_NOFILE이 가질 수 있는 최댓값',
    },
    unit: 'files',
    shape: { kind: 'integer', min: 64, max: INT_MAX - 63 },
    scope: 'host',
    effect: 'after a restart',
    defaults: [
      { value: '1048576', note: { en: 'systemd raises it', ko: 'systemd가 더 높입니다' } },
    ],
    source: 'fs/file.c: sysctl_nr_open, a multiple of BITS_PER_LONG',
  },
  {
    key: 'fs.file-nr',
    meaning: {
      en: 'Open files, free handles (always 0), and fs.file-max',
      ko: '열린 파일 수, 여유 핸들(항상 0), fs.file-max',
    },
    unit: 'files',
    shape: { kind: 'words' },
    scope: 'host',
    effect: 'at once',
    readOnly: true,
    defaults: [{ note: { en: 'counts what is open now', ko: '현재 열린 수' } }],
    source: 'Documentation/admin-guide/sysctl/fs.rst',
  },
];
