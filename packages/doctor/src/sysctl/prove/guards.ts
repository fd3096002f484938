/**
 * What must not get worse, whatever a change was made for: retransmissions, resets, drops, latency.
 * @module
 */
import type { Watch } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Unit } from '../../model/verdict.ts';
import type { Trend } from './noise.ts';
import { compareSizes, compareTallies } from './noise.ts';
import { ENOUGH_SEGMENTS, growth, seconds, segments } from './window.ts';

/** What is guarded. */
export type GuardId =
  | 'retransmissions'
  | 'resets'
  | 'listen drops'
  | 'time-wait overflow'
  | 'latency';

/** One guard in one namespace. */
export interface Guard {
  readonly id: GuardId;
  readonly unit: Unit;
  readonly source: string;
  /** Absent: could not be told. */
  readonly before?: number;
  readonly after?: number;
  /** `unknown`: one of the two could not be told, or there was too little traffic. */
  readonly trend: 'better' | 'same' | 'worse' | 'unknown';
}

type Side = NamespaceSurvey;

/** Events that harm, by the counter that counts them. */
const COUNTED = [
  ['resets', 'packets', 'Tcp.OutRsts'],
  ['listen drops', 'connections', 'TcpExt.ListenDrops'],
  ['time-wait overflow', 'connections', 'TcpExt.TCPTimeWaitOverflow'],
] as const satisfies readonly (readonly [GuardId, Unit, string])[];

/** Where busy connections are kept: all of these have just sent. */
const BUSY: readonly Watch[] = ['retransmitting', 'limited', 'unsent'];

/** A difference of one retransmission in 1,000 segments is felt by nobody. */
const LEAST_LOSS = 0.001;

/** Fewer round-trip times have no median worth comparing. */
const ENOUGH_BUSY = 5;

/** Round trips differ by this much for no reason, ms. */
const LEAST_LATENCY_MS = 1;

/** Compares two surveys of one namespace. */
export const guardsOf = (before: Side, after: Side): Guard[] => [
  retransmissions(before, after),
  ...COUNTED.map(([id, unit, source]) => counted(before, after, { id, unit, source })),
  latency(before, after),
];

/** Repeated SYNs are left out: they say that nobody answers, not that the path loses. */
function retransmissions(before: Side, after: Side): Guard {
  const [was, is] = [resent(before), resent(after)];
  const known = was !== undefined && is !== undefined;
  return {
    id: 'retransmissions',
    unit: 'ratio',
    source: '(Tcp.RetransSegs - TcpExt.TCPSynRetrans) / Tcp.OutSegs',
    ...(was === undefined ? {} : { before: was.count / was.over }),
    ...(is === undefined ? {} : { after: is.count / is.over }),
    trend: known ? harm(compareTallies(was, is, LEAST_LOSS)) : 'unknown',
  };
}

function resent(side: Side): { count: number; over: number } | undefined {
  const again = growth(side, 'Tcp.RetransSegs');
  const syns = growth(side, 'TcpExt.TCPSynRetrans');
  const out = growth(side, 'Tcp.OutSegs');
  if (again === undefined || syns === undefined || out === undefined) return undefined;
  return out < ENOUGH_SEGMENTS ? undefined : { count: Math.max(0, again - syns), over: out };
}

/**
 * Worse only when there is more of it in the same time and also for the same traffic: a cure lets
 * more clients in, and each may bring its resets along.
 */
function counted(before: Side, after: Side, guard: Pick<Guard, 'id' | 'unit' | 'source'>): Guard {
  const [was, is] = [growth(before, guard.source), growth(after, guard.source)];
  const seen = {
    ...guard,
    ...(was === undefined ? {} : { before: was }),
    ...(is === undefined ? {} : { after: is }),
  };
  const [segmentsWere, segmentsAre] = [segments(before) ?? 0, segments(after) ?? 0];
  const quiet = segmentsWere < ENOUGH_SEGMENTS || segmentsAre < ENOUGH_SEGMENTS;
  if (was === undefined || is === undefined || quiet) return { ...seen, trend: 'unknown' };
  const inTime = compareTallies(
    { count: was, over: seconds(before) },
    { count: is, over: seconds(after) },
  );
  const forTraffic = compareTallies(
    { count: was, over: segmentsWere },
    { count: is, over: segmentsAre },
  );
  return { ...seen, trend: harm(inTime === forTraffic ? inTime : 'same') };
}

function latency(before: Side, after: Side): Guard {
  const [was, is] = [medianRttMs(before), medianRttMs(after)];
  const known = was !== undefined && is !== undefined;
  return {
    id: 'latency',
    unit: 'ms',
    source: 'tcpi_rtt',
    ...(was === undefined ? {} : { before: was }),
    ...(is === undefined ? {} : { after: is }),
    trend: known ? harm(compareSizes(was, is, LEAST_LATENCY_MS)) : 'unknown',
  };
}

/** Median over the busy connections that the looks kept, each as it was seen last, ms. */
function medianRttMs({ looks }: Side): number | undefined {
  const sockets = looks.flatMap(({ kept }) => BUSY.flatMap((watch) => kept[watch].sockets));
  const rttOf = new Map(sockets.map(({ cookie, info }) => [cookie, info?.rttUs ?? 0]));
  const known = [...rttOf.values()].filter((us) => us > 0).toSorted((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)];
  return known.length < ENOUGH_BUSY || middle === undefined ? undefined : middle / 1_000;
}

const HARM = { more: 'worse', less: 'better', same: 'same' } as const;

const harm = (trend: Trend): Guard['trend'] => HARM[trend];
