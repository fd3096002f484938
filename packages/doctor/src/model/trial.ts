/**
 * What a trial of the lab measures, and what came of it: plain data, also kept as proof of remedies.
 * @module
 */
import type { Text } from './text.ts';

/** Units of what a trial measures. */
export type TrialUnit =
  | 'ms'
  | 's'
  | 'Mbit/s'
  | 'connections'
  | 'requests'
  | 'packets'
  | 'sockets'
  | 'bytes'
  | 'descriptors'
  | '%';

/** One number that tells whether users are better off. */
export interface Measure {
  /** Key of the figure: `connectP50`. */
  readonly id: string;
  /** As a person names it, without its unit: `connect p50`, `requests served`. */
  readonly name: Text;
  readonly unit: TrialUnit;
  readonly better: 'lower' | 'higher';
}

/** Figures of one round, by the id of their measure. */
export type Figures = Readonly<Record<string, number>>;

/** Several rounds of one measure. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Something pulled in a trial, and what came of it. */
export interface RecordedLever {
  readonly kind: 'remedy' | 'folklore';
  /** What was changed: `backlog 512`, `net.ipv4.tcp_fin_timeout=1`. */
  readonly what: Text;
  /** Id of the measure it was judged by. */
  readonly judgedBy: string;
  readonly rounds: number;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** Where and when figures come from, when not from the full run: another machine, or another day. */
export interface Elsewhere {
  /** ISO 8601 day. */
  readonly at: string;
  /** Like that of the record. */
  readonly machine: string;
  /** `Linux 7.2.7`. */
  readonly kernel: string;
  /** What kind of virtual machine it is, where that could be told: `User Mode Linux`, `QEMU`. */
  readonly guest?: string;
}

/** A trial and its figures. */
export interface RecordedTrial {
  /** Who does what: `100 clients while accepting pauses for 1.5 s`. */
  readonly crowd: Text;
  /** The first is the one that counts. */
  readonly measures: readonly [Measure, ...Measure[]];
  readonly untreated: Readonly<Record<string, Figure>>;
  readonly levers: Readonly<Record<string, RecordedLever>>;
  /** Absent: measured in the full run. */
  readonly elsewhere?: Elsewhere;
}

/** A full run of the lab. */
export interface TrialRecord {
  /** ISO 8601 day. */
  readonly at: string;
  /** `Linux 6.18.44, 2 CPUs, 25 GB, x64, Node 24.21.0`. */
  readonly machine: string;
  /** By the id of the trial. */
  readonly trials: Readonly<Record<string, RecordedTrial>>;
}

/** How many times better `after` is than `before`; 1 is the same, below 1 is worse, never negative. */
export function timesBetter(measure: Measure, before: number, after: number): number {
  const [worse, good] = measure.better === 'lower' ? [before, after] : [after, before];
  if (worse === good) return 1;
  return good === 0 ? Number.POSITIVE_INFINITY : worse / good;
}
