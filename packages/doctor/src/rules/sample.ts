/**
 * Surveys made of plain data, for the tests of rules and reports.
 * @module
 */
import type { GroupKind, Kept, Listener, Service, Snapshot, Watch } from '../model/snapshot.ts';
import { STATES } from '../model/socket.ts';
import type { SocketFacts, State, TcpInfo } from '../model/socket.ts';
import type { NamespaceSurvey, Owner, Survey } from '../model/survey.ts';

const NOTHING: Kept = { total: 0, sockets: [] };

/** Counters by name, as small numbers. */
const counters = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, BigInt(value)]));

/** What a sample look may say; everything else is an idle, healthy namespace. */
export interface SampleLook extends Partial<
  Omit<Snapshot, 'counters' | 'groups' | 'kept' | 'states' | 'sysctls'>
> {
  readonly counters?: Readonly<Record<string, number>>;
  readonly groups?: Partial<Snapshot['groups']>;
  /** Sockets per watch; `total` is their number. */
  readonly kept?: Partial<Record<Watch, readonly SocketFacts[]>>;
  readonly states?: Partial<Record<State, number>>;
  readonly sysctls?: Readonly<Record<string, string>>;
}

/** Kernel defaults that rules read. */
export const DEFAULT_SYSCTLS: Readonly<Record<string, string>> = {
  'net.core.somaxconn': '4096',
  'net.ipv4.ip_local_port_range': '32768 60999',
  'net.ipv4.ip_local_reserved_ports': '',
  'net.ipv4.tcp_tw_reuse': '2',
  'net.ipv4.tcp_tw_reuse_delay': '1000',
  'net.ipv4.tcp_timestamps': '1',
  'net.ipv4.tcp_fin_timeout': '60',
  'net.ipv4.tcp_max_tw_buckets': '131072',
  'net.ipv4.tcp_max_syn_backlog': '2048',
  'net.ipv4.tcp_syncookies': '1',
  'net.ipv4.tcp_abort_on_overflow': '0',
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv4.tcp_synack_retries': '5',
  'net.ipv4.tcp_retries2': '15',
  'net.ipv4.tcp_orphan_retries': '0',
  'net.ipv4.tcp_keepalive_time': '7200',
  'net.ipv4.tcp_keepalive_intvl': '75',
  'net.ipv4.tcp_keepalive_probes': '9',
  'net.ipv4.tcp_rmem': '4096 131072 33554432',
  'net.ipv4.tcp_wmem': '4096 16384 4194304',
  'net.ipv4.tcp_moderate_rcvbuf': '1',
  'net.ipv4.tcp_window_scaling': '1',
  'net.ipv4.tcp_congestion_control': 'cubic',
  'net.ipv4.tcp_mtu_probing': '0',
  'net.ipv4.tcp_migrate_req': '0',
};

/** One look `n` seconds into the window. */
export function sampleLook(look: SampleLook = {}, n = 0): Snapshot {
  const kept = (watch: Watch): Kept => {
    const sockets = look.kept?.[watch];
    return sockets === undefined ? NOTHING : { total: sockets.length, sockets };
  };
  const groups = (kind: GroupKind) => look.groups?.[kind] ?? [];
  return {
    atMs: n * 1_000,
    listeners: [],
    services: [],
    timeWaitInbound: 0,
    timeWaitOutbound: 0,
    destinations: [],
    destinationsTotal: look.destinations?.length ?? 0,
    sources: [],
    abandoned: [],
    missing: [],
    ...look,
    counters: counters(look.counters ?? {}),
    sysctls: { ...DEFAULT_SYSCTLS, ...look.sysctls },
    states: {
      ...(Object.fromEntries(STATES.map((s) => [s, 0])) as Record<State, number>),
      ...look.states,
    },
    groups: {
      closeWait: groups('closeWait'),
      finWait2: groups('finWait2'),
      orphan: groups('orphan'),
      silent: groups('silent'),
      computing: groups('computing'),
    },
    kept: {
      unread: kept('unread'),
      unsent: kept('unsent'),
      backoff: kept('backoff'),
      retransmitting: kept('retransmitting'),
      limited: kept('limited'),
      nagle: kept('nagle'),
    },
  };
}

/** A namespace seen in these looks, a second apart. */
export function sampleNamespace(
  looks: readonly [SampleLook, ...SampleLook[]],
  more: Partial<Omit<NamespaceSurvey, 'looks'>> = {},
): NamespaceSurvey {
  const [head, ...rest] = looks;
  return {
    id: 4_026_531_840,
    name: 'host',
    pid: 1,
    isHost: true,
    addresses: ['127.0.0.1', '10.9.1.1'],
    owners: {},
    ...more,
    looks: [sampleLook(head), ...rest.map((look, n) => sampleLook(look, n + 1))],
  };
}

/** A survey of these namespaces on a healthy machine. */
export function sampleSurvey(
  namespaces: readonly NamespaceSurvey[],
  more: Partial<Survey> = {},
): Survey {
  return {
    host: {
      name: 'web-1',
      kernel: '6.18.0',
      arch: 'x64',
      cpus: 2,
      memoryBytes: 24e9,
      uptimeSeconds: 86_400,
    },
    atEpochMs: Date.UTC(2026, 10, 22, 10),
    windowMs: 3_000,
    tookMs: 3_050,
    root: true,
    missingPower: [],
    hostLooks: [{ atMs: 0 }, { atMs: 1_500 }, { atMs: 3_000 }],
    namespaces,
    ...more,
  };
}

/** A listener on 0.0.0.0:80 with nothing waiting. */
export const sampleListener = (more: Partial<Listener> = {}): Listener => ({
  cookie: 'listener-80',
  family: 'ipv4',
  local: { address: '0.0.0.0', port: 80 },
  waiting: 0,
  limit: 128,
  drops: 0,
  uid: 0,
  inode: 8_080,
  ...more,
});

/** A service on port 80 that nobody uses. */
export const sampleService = (more: Partial<Service> = {}): Service => ({
  port: 80,
  established: 0,
  timeWait: 0,
  synRecv: 0,
  synRecvRetried: 0,
  synRecvPeers: 0,
  unaccepted: 0,
  unacceptedCloseWait: 0,
  ...more,
});

/** An established, idle, healthy connection. */
export const sampleSocket = (
  more: Partial<Omit<SocketFacts, 'info'>> & { readonly info?: Partial<TcpInfo> } = {},
): SocketFacts => {
  const { info, ...rest } = more;
  return {
    cookie: 'socket-1',
    family: 'ipv4',
    state: 'established',
    local: { address: '10.9.1.1', port: 80 },
    remote: { address: '10.9.1.2', port: 40_000 },
    recvQueue: 0,
    sendQueue: 0,
    timer: 'off',
    timerRetries: 0,
    timerMs: 0,
    uid: 0,
    inode: 9_000,
    memory: { rmemBytes: 0, rcvbufBytes: 131_072, wmemBytes: 0, sndbufBytes: 87_040, drops: 0 },
    congestion: 'cubic',
    shutdown: 0,
    ...rest,
    info: {
      caState: 0,
      retransmits: 0,
      probes: 0,
      backoff: 0,
      options: 7,
      appLimited: false,
      rtoUs: 204_000,
      atoUs: 40_000,
      sndMssBytes: 1_448,
      rcvMssBytes: 1_448,
      unackedSegs: 0,
      lostSegs: 0,
      retransSegs: 0,
      lastDataSentMs: 10,
      lastDataRecvMs: 10,
      lastAckRecvMs: 10,
      pmtuBytes: 1_500,
      rttUs: 400,
      ssthreshSegs: 2_147_483_647,
      cwndSegs: 10,
      rcvRttUs: 0,
      rcvSpaceBytes: 14_480,
      totalRetransSegs: 0,
      bytesAcked: 10_000,
      bytesReceived: 10_000,
      segsOut: 20,
      segsIn: 20,
      notSentBytes: 0,
      minRttUs: 300,
      dataSegsIn: 10,
      dataSegsOut: 10,
      deliveryRateBytesPerSec: 1_000_000,
      busyUs: 10_000,
      rwndLimitedUs: 0,
      sndbufLimitedUs: 0,
      bytesSent: 10_000,
      bytesRetrans: 0,
      dsackDups: 0,
      reordSeen: 0,
      sndWndBytes: 65_536,
      rcvWndBytes: 65_536,
      ...info,
    },
  };
};

/** nginx under systemd, with room to spare. */
export const sampleOwner = (more: Partial<Owner> = {}): Owner => ({
  pid: 812,
  command: 'nginx',
  commandLine: 'nginx: worker process',
  state: 'S',
  cgroup: '/system.slice/nginx.service',
  unit: 'nginx.service',
  fds: { open: 312, limit: 65_535 },
  ...more,
});
