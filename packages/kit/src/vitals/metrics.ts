/**
 * What each vital sign is called as a metric. Names are API: base units, never renamed.
 * @module
 */
import type { OffloadCounters } from '../offload/mod.ts';
import type { PoolCounters } from '../pool/mod.ts';
import type { Metric, Sample } from './prometheus.ts';
import type { ListenerVitals, Vitals } from './vitals.ts';

type Row<T> = readonly [
  name: string,
  type: Metric['type'],
  help: string,
  value: (one: T) => number | undefined,
  labels?: Readonly<Record<string, string>>,
];

const LISTENER: readonly Row<ListenerVitals>[] = [
  ['waiting_connections', 'gauge', 'Connections in the accept queue now.', (l) => l.waiting],
  ['backlog_connections', 'gauge', 'Connections that may wait.', (l) => l.backlog],
  ['open_connections', 'gauge', 'Connections open now.', (l) => l.open],
  ['accepted_connections_total', 'counter', 'Connections accepted.', (l) => l.accepted],
  ['in_flight_requests', 'gauge', 'Requests in progress now.', (l) => l.inFlight],
  ['requests_total', 'counter', 'Requests let in.', (l) => l.requests],
  ['shed_requests_total', 'counter', 'Requests refused.', (l) => l.shedLate, { reason: 'late' }],
  [
    'shed_requests_total',
    'counter',
    'Requests refused.',
    (l) => l.shedCrowded,
    { reason: 'crowded' },
  ],
  [
    'worst_accept_wait_seconds',
    'gauge',
    'Longest wait in the accept queue so far.',
    (l) => secondsOf(l.worstAcceptWaitMs),
  ],
];

const POOL: readonly Row<PoolCounters>[] = [
  ['open_connections', 'gauge', 'Connections open now.', (p) => p.open],
  ['waiting_requests', 'gauge', 'Who waits for a connection now.', (p) => p.waiting],
  ['created_connections_total', 'counter', 'Connections opened.', (p) => p.created],
  ['reused_connections_total', 'counter', 'Times a connection served again.', (p) => p.reused],
  [
    'closed_connections_total',
    'counter',
    'Connections closed.',
    (p) => p.closedByPeer,
    { by: 'peer' },
  ],
  ['closed_connections_total', 'counter', 'Connections closed.', (p) => p.closedByUs, { by: 'us' }],
  ['failed_connections_total', 'counter', 'Connections not opened, or broken.', (p) => p.failed],
];

const OFFLOAD: readonly Row<OffloadCounters>[] = [
  ['running_tasks', 'gauge', 'Tasks that run now.', (o) => o.running],
  ['queued_tasks', 'gauge', 'Tasks that wait now.', (o) => o.queued],
  [
    'paused_streams',
    'gauge',
    'Streams that are not read because the queue is full.',
    (o) => o.pausedStreams,
  ],
  ['tasks_total', 'counter', 'Tasks, by what became of them.', (o) => o.done, { outcome: 'done' }],
  [
    'tasks_total',
    'counter',
    'Tasks, by what became of them.',
    (o) => o.failed,
    { outcome: 'failed' },
  ],
  [
    'tasks_total',
    'counter',
    'Tasks, by what became of them.',
    (o) => o.canceled,
    { outcome: 'canceled' },
  ],
  [
    'tasks_total',
    'counter',
    'Tasks, by what became of them.',
    (o) => o.refused,
    { outcome: 'refused' },
  ],
];

const secondsOf = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : ms / 1_000;

/** All vital signs as metrics, each name once. Pure. */
export function metricsOf(vitals: Vitals): Metric[] {
  return [
    ...loopMetrics(vitals),
    socketMetric(vitals),
    ...tabulate('listener', LISTENER, vitals.listeners),
    ...tabulate('pool', POOL, vitals.pools),
    ...tabulate('offload', OFFLOAD, vitals.offloads),
  ];
}

function tabulate<T>(
  part: string,
  rows: readonly Row<T>[],
  parts: Readonly<Record<string, T>>,
): Metric[] {
  const byName = Map.groupBy(rows, ([name]) => name);
  return [...byName].flatMap(([name, [head, ...more]]) => {
    if (head === undefined) return [];
    const samples = [head, ...more].flatMap((row) => samplesOf(part, row, parts));
    const [, type, help] = head;
    return [{ name: `tcpdoctor_kit_${part}_${name}`, help, type, samples }];
  });
}

const samplesOf = <T>(
  part: string,
  [, , , valueOf, labels = {}]: Row<T>,
  parts: Readonly<Record<string, T>>,
): Sample[] =>
  Object.entries(parts).flatMap(([name, one]) => {
    const value = valueOf(one);
    return value === undefined ? [] : [{ labels: { [part]: name, ...labels }, value }];
  });

function loopMetrics({ eventLoop }: Vitals): Metric[] {
  const { p50Ms, p99Ms, maxMs, busyRatio } = eventLoop;
  const delays = [
    ['0.5', p50Ms],
    ['0.99', p99Ms],
    ['1', maxMs],
  ] as const;
  return [
    {
      name: 'tcpdoctor_kit_event_loop_delay_seconds',
      help: 'Delay of the event loop since the last reading.',
      type: 'gauge',
      samples: delays.flatMap(([quantile, ms]) => {
        const value = secondsOf(ms);
        return value === undefined ? [] : [{ labels: { quantile }, value }];
      }),
    },
    {
      name: 'tcpdoctor_kit_event_loop_busy_ratio',
      help: 'Part of the time that the event loop was busy since the last reading.',
      type: 'gauge',
      samples: [{ labels: {}, value: busyRatio }],
    },
  ];
}

const socketMetric = ({ sockets }: Vitals): Metric => ({
  name: 'tcpdoctor_kit_sockets',
  help: 'TCP sockets of this process.',
  type: 'gauge',
  samples: Object.entries(sockets ?? {}).map(([state, value]) => ({ labels: { state }, value })),
});
