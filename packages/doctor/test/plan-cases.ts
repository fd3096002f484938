/**
 * Made-up surveys, one for each rule that may ask for a sysctl, with what the plan must be, and the same
 * survey without the fault.
 * @module
 */
import type { Listener, SoftnetCpu } from '../src/model/snapshot.ts';
import type { NamespaceSurvey, Survey } from '../src/model/survey.ts';
import { gone, hole } from '../src/rules/hang-sample.ts';
import { samplePorts } from '../src/rules/sample-ports.ts';
import type { SampleLook } from '../src/rules/sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSurvey,
} from '../src/rules/sample.ts';
import { sender } from '../src/rules/sender-sample.ts';
import { grouping, inboundGroup, socketWith, watching } from '../src/rules/trail-sample.ts';

/** One made-up survey. */
export interface PlanCase {
  readonly rule: string;
  readonly survey: Survey;
  readonly twin: Survey;
  /** Of the host's namespace, by key: from, to. */
  readonly changes: Readonly<Record<string, readonly [from: string, to: string]>>;
}

const AVAILABLE = { 'net.ipv4.tcp_available_congestion_control': 'reno cubic bbr' };

type Looks = readonly [SampleLook, ...SampleLook[]];
const thrice = (look: (n: number) => SampleLook): Looks => [look(0), look(1), look(2)];
const on = (...namespaces: readonly NamespaceSurvey[]): Survey => sampleSurvey(namespaces);
const host = (looks: Looks, owners: NamespaceSurvey['owners'] = {}): Survey =>
  on(sampleNamespace(looks, { owners }));

/** Drops grow by the look; a twin has none. */
const synDrops = (each: number) =>
  thrice((n) => ({
    counters: {
      'TcpExt.ListenDrops': each * n,
      'TcpExt.ListenOverflows': 0,
      'TcpExt.TCPReqQFullDrop': each * n,
    },
    sysctls: { 'net.ipv4.tcp_syncookies': '0' },
    listeners: [sampleListener({ limit: 1_024, drops: each * n })],
    services: [sampleService({ synRecv: 65 })],
  }));

const forgotten = (each: number) =>
  thrice((n) => ({
    counters: { 'TcpExt.TCPTimeWaitOverflow': each * n },
    states: { timeWait: 10 },
    sysctls: { 'net.ipv4.tcp_max_tw_buckets': '10' },
  }));

/** Accept queue of 128, which is what somaxconn allows. */
const overflowing = (each: number) =>
  thrice((n) => ({
    counters: {
      'TcpExt.ListenOverflows': each * n,
      'TcpExt.SyncookiesSent': 0,
      'Tcp.PassiveOpens': 84 * n,
    },
    sysctls: { 'net.core.somaxconn': '128' },
    listeners: [sampleListener({ waiting: each === 0 ? 3 : 129, drops: each * n })],
  }));

const aborting = (each: number) =>
  thrice((n) => ({
    counters: {
      'TcpExt.ListenOverflows': each * n,
      'TcpExt.EmbryonicRsts': each * n,
      'TcpExt.TCPSYNChallenge': 0,
      'Tcp.InErrs': 0,
    },
    sysctls: { 'net.ipv4.tcp_abort_on_overflow': '1' },
    listeners: [sampleListener({ waiting: 5, limit: 4, drops: each * n })],
    services: [sampleService()],
  }));

const flood = (each: number) =>
  thrice((n) => ({
    counters: {
      'TcpExt.TCPReqQFullDoCookies': each * n,
      'TcpExt.SyncookiesSent': each * n,
      'TcpExt.SyncookiesRecv': n,
    },
    listeners: [sampleListener({ limit: 64 })],
    services: [sampleService({ synRecv: 65 })],
  }));

const unanswered = (retried: number) =>
  thrice((n) =>
    samplePorts([{ synSent: 4, synSentRetried: retried }], {
      counters: { 'TcpExt.TCPSynRetrans': retried * n, 'TcpExt.TCPSpuriousRtxHostQueues': 0 },
    }),
  );

const worker = (n: number, more: Partial<Listener> = {}): Listener =>
  sampleListener({ cookie: `worker-${n}`, limit: 8, inode: 100 + n, ...more });
const workers = (each: number) =>
  thrice((n) => ({
    listeners: [worker(1), worker(2, { waiting: each === 0 ? 0 : 9, drops: each * n }), worker(3)],
  }));

const orphanage = (each: number) =>
  on(
    grouping('orphan', (n) => [
      inboundGroup(
        [
          socketWith({
            state: 'finWait1',
            inode: 0,
            sendQueue: each === 0 ? 9_000 - n : 9_000,
            timer: 'retransmit',
          }),
        ],
        { count: 30 + each * n, owned: 0 },
      ),
    ]),
  );

const uploads = (sndbuf: number) =>
  on(
    watching(
      {
        limited: [
          sender({ sndbuf, bytesPerSec: 3_200_000, sendQueue: 125_656, sndbufBytes: 131_072 }),
        ],
      },
      () => ({ sysctls: { 'net.ipv4.tcp_wmem': '4096 16384 131072' } }),
    ),
  );

const tinySegments = (collapsed: number) =>
  on(
    watching(
      {
        unread: [
          (n) =>
            socketWith(
              {
                recvQueue: 8_657,
                memory: {
                  rmemBytes: 16_396,
                  rcvbufBytes: 16_384,
                  wmemBytes: 0,
                  sndbufBytes: 87_040,
                  drops: 0,
                },
              },
              {
                bytesReceived: 9_000 + n * 5_000,
                dataSegsIn: 9_000 + n * 5_000,
                lastDataRecvMs: 0,
              },
            ),
        ],
      },
      (n) => ({
        sysctls: { 'net.ipv4.tcp_rmem': '4096 16384 16384' },
        counters: {
          'TcpExt.TCPRcvCollapsed': 3 + n * collapsed,
          'TcpExt.PruneCalled': 3,
          'TcpExt.TCPRcvQDrop': 0,
          'TcpExt.TCPToZeroWindowAdv': 0,
        },
      }),
    ),
  );

const lossy = (share: number) =>
  on(
    watching(
      {
        retransmitting: [
          (n) => ({
            ...sender({
              bytesPerSec: 450_000,
              sendQueue: 90_000,
              info: {
                bytesSent: n * 450_000,
                bytesRetrans: n * 450_000 * share,
                totalRetransSegs: 2 + Math.round((n * 450_000 * share) / 1_448),
                dataSegsOut: Math.round((n * 450_000) / 1_448),
                rttUs: 51_700,
                minRttUs: 40_100,
                cwndSegs: 4,
                ssthreshSegs: 3,
              },
            })(n),
            congestion: 'cubic',
          }),
        ],
      },
      () => ({ sysctls: AVAILABLE }),
    ),
  );

const hanging = (socket: ReturnType<typeof hole>) => on(watching({ backoff: [socket] }));

const tracked = (count: number) => {
  const look: SampleLook = {
    conntrack: { count, max: 1_000 },
    sysctls: { 'net.netfilter.nf_conntrack_max': '1000' },
  };
  return host([look, look, look]);
};

const cpu = (dropped: number): readonly SoftnetCpu[] => [
  { processed: 900, dropped, timeSqueezed: 0 },
];
const crowded = (dropped: number) => {
  const look: SampleLook = { sysctls: { 'net.core.netdev_max_backlog': '1000' } };
  return sampleSurvey([sampleNamespace([look, look])], {
    hostLooks: [
      { atMs: 0, softnet: cpu(0) },
      { atMs: 3_000, softnet: cpu(dropped) },
    ],
  });
};

const bound = (ports: number) =>
  thrice(() =>
    samplePorts(
      Array.from({ length: 10 }, (_, n) => ({
        established: Math.ceil(ports / 10),
        remote: { address: `10.9.2.${n}`, port: 80 },
      })),
      {
        sources: [
          {
            family: 'ipv4',
            address: '10.9.1.1',
            distinctPorts: ports,
            bindParityPorts: 50,
            inodes: [],
          },
        ],
      },
    ),
  );

const RANGE = ['40000 40099', '10240 65535'] as const;

/** Every rule with a sysctl remedy. */
export const PLAN_CASES: readonly PlanCase[] = [
  {
    rule: 'syn-queue-drop',
    survey: host(synDrops(200)),
    twin: host(synDrops(0)),
    changes: { 'net.ipv4.tcp_syncookies': ['0', '1'] },
  },
  {
    rule: 'time-wait-overflow',
    survey: host(forgotten(45)),
    twin: host(forgotten(0)),
    changes: { 'net.ipv4.tcp_max_tw_buckets': ['10', '131072'] },
  },
  {
    rule: 'accept-queue-overflow',
    survey: host(overflowing(130), { 8_080: [sampleOwner()] }),
    twin: host(overflowing(0)),
    changes: { 'net.core.somaxconn': ['128', '512'] },
  },
  {
    rule: 'accept-reset-race',
    survey: host(aborting(7)),
    twin: host(aborting(0)),
    changes: { 'net.ipv4.tcp_abort_on_overflow': ['1', '0'] },
  },
  {
    rule: 'syn-flood',
    survey: host(flood(1_500)),
    twin: host(flood(0)),
    changes: { 'net.ipv4.tcp_synack_retries': ['5', '2'] },
  },
  {
    rule: 'connect-blackhole',
    survey: host(unanswered(3)),
    twin: host(unanswered(0)),
    changes: { 'net.ipv4.tcp_syn_retries': ['6', '3'] },
  },
  {
    rule: 'reuseport-worker-stuck',
    survey: host(workers(60)),
    twin: host(workers(0)),
    changes: { 'net.ipv4.tcp_migrate_req': ['0', '1'] },
  },
  {
    rule: 'orphans',
    survey: orphanage(60),
    twin: orphanage(0),
    changes: { 'net.ipv4.tcp_orphan_retries': ['0', '2'] },
  },
  {
    rule: 'send-buffer-small',
    survey: uploads(0.75),
    twin: uploads(0.01),
    changes: { 'net.ipv4.tcp_wmem': ['4096 16384 131072', '4096 16384 2621440'] },
  },
  {
    rule: 'receive-buffer-prune',
    survey: tinySegments(189),
    twin: tinySegments(0),
    changes: { 'net.ipv4.tcp_rmem': ['4096 16384 16384', '4096 16384 65536'] },
  },
  {
    rule: 'path-loss',
    survey: lossy(0.0121),
    twin: lossy(0.001),
    changes: { 'net.ipv4.tcp_congestion_control': ['cubic', 'bbr'] },
  },
  {
    rule: 'pmtu-blackhole',
    survey: hanging(hole()),
    twin: hanging(hole({ backoff: 0 })),
    changes: { 'net.ipv4.tcp_mtu_probing': ['0', '1'] },
  },
  {
    rule: 'peer-gone',
    survey: hanging(gone()),
    twin: hanging(gone({ backoff: 0 })),
    changes: { 'net.ipv4.tcp_retries2': ['15', '8'] },
  },
  {
    rule: 'port-exhaustion-time-wait',
    survey: host(thrice(() => samplePorts([{ timeWait: 95 }]))),
    twin: host(thrice(() => samplePorts([{ timeWait: 20 }]))),
    changes: { 'net.ipv4.tcp_tw_reuse': ['0', '1'] },
  },
  {
    rule: 'port-exhaustion-established',
    survey: host(thrice(() => samplePorts([{ established: 95 }]))),
    twin: host(thrice(() => samplePorts([{ established: 20 }]))),
    changes: { 'net.ipv4.ip_local_port_range': RANGE },
  },
  {
    rule: 'port-exhaustion-bind',
    survey: host(bound(95)),
    twin: host(bound(10).map((look) => ({ ...look, sources: [] })) as unknown as Looks),
    changes: { 'net.ipv4.ip_local_port_range': RANGE },
  },
  {
    rule: 'conntrack-full',
    survey: tracked(1_000),
    twin: tracked(500),
    changes: { 'net.netfilter.nf_conntrack_max': ['1000', '2000'] },
  },
  {
    rule: 'softnet-drops',
    survey: crowded(391),
    twin: crowded(0),
    changes: { 'net.core.netdev_max_backlog': ['1000', '5000'] },
  },
];

/** A finding that no sysctl cures, made up where no stage can show it in a few seconds. */
export interface ElsewhereCase {
  readonly rule: string;
  readonly survey: Survey;
  /** Whether it hurts, so that the plan says what cures it instead. */
  readonly hurts: boolean;
}

const idle =
  (ms: number, info: Parameters<typeof socketWith>[1] = {}) =>
  (n: number) =>
    inboundGroup(
      [socketWith({}, { lastDataRecvMs: ms + n * 1_000, lastDataSentMs: ms + n * 1_000, ...info })],
      { count: 40, owned: 40 },
    );

const waitingHalf = (n: number) =>
  inboundGroup([socketWith({ state: 'finWait2' }, { lastAckRecvMs: 600_000 + n * 1_000 })], {
    count: 150,
    owned: 150,
  });

const fdsUsedUp: SampleLook = { listeners: [sampleListener({ waiting: 17 })] };

const pressed = (n: number): SampleLook => ({
  counters: {
    'TcpExt.TCPRcvQDrop': n * 133,
    'TcpExt.PruneCalled': n * 133,
    'TcpExt.TCPRcvCollapsed': 0,
    'TcpExt.RcvPruned': 0,
    'TcpExt.TCPMemoryPressures': 0,
  },
});

const sentAway = (n: number): SampleLook => ({
  listeners: [sampleListener()],
  counters: {
    'TcpExt.TCPAbortOnClose': 1_000 + n * 50,
    'Tcp.PassiveOpens': 9_000 + n * 51,
    'Tcp.ActiveOpens': 0,
  },
});

const resetUnanswered = (n: number): SampleLook => ({
  listeners: [sampleListener()],
  counters: {
    'TcpExt.TCPAbortOnData': 1_000 + n * 30,
    'TcpExt.TCPAbortOnClose': 0,
    'TcpExt.TCPOrigDataSent': 0,
    'Tcp.EstabResets': 500 + n * 30,
    'Tcp.PassiveOpens': 9_000 + n * 30,
    'Tcp.ActiveOpens': 0,
  },
});

const knocking = (n: number): SampleLook => ({
  counters: { 'Tcp.OutRsts': 1_000 + n * 30, 'Tcp.PassiveOpens': 9_000, 'Tcp.ActiveOpens': 0 },
});

/** What takes hours, a group of its own, a program of its own, or files of the host. */
export const ELSEWHERE_CASES: readonly ElsewhereCase[] = [
  {
    rule: 'accepted-then-reset',
    survey: host(thrice(sentAway), { 8_080: [sampleOwner()] }),
    hurts: true,
  },
  {
    rule: 'linger-reset',
    survey: host(thrice(resetUnanswered), { 8_080: [sampleOwner()] }),
    hurts: true,
  },
  { rule: 'port-closed', survey: host(thrice(knocking)), hurts: false },
  {
    rule: 'half-open-risk',
    survey: on(grouping('silent', (n) => [idle(7_200_000)(n)])),
    hurts: false,
  },
  {
    rule: 'fin-wait2-held',
    survey: on(grouping('finWait2', (n) => [waitingHalf(n)])),
    hurts: true,
  },
  { rule: 'tcp-memory-limit', survey: on(watching({}, pressed)), hurts: true },
  {
    rule: 'fd-exhaustion',
    survey: host([fdsUsedUp, fdsUsedUp, fdsUsedUp], {
      8_080: [sampleOwner({ fds: { open: 41, limit: 40 } })],
    }),
    hurts: true,
  },
  {
    rule: 'sysctl-not-applied',
    survey: sampleSurvey([sampleNamespace([{}, {}, {}])], {
      sysctlFiles: [
        { key: 'net.core.somaxconn', value: '65535', file: '/etc/sysctl.d/99-x.conf', line: 3 },
      ],
    }),
    hurts: false,
  },
  {
    rule: 'application-slow',
    survey: on(
      grouping('computing', (n) => [
        idle(1_500, { lastDataSentMs: 60_000, dataSegsIn: 1, dataSegsOut: 0 })(n),
      ]),
    ),
    hurts: false,
  },
];
