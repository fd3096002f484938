/**
 * Compares one side with the kit and two without it: the second of those tells how far sides come apart
 * that do not differ at all.
 * @module
 */
import { median, ratio } from '../figures.ts';
import type { Case } from './cases.ts';
import type { Range } from './range.ts';
import { rangeOf } from './range.ts';
import type { Sample, Subject } from './subject.ts';
import { startSubject } from './subject.ts';

/** Started anew so many times: the JIT compiler and the memory turn out differently in each process. */
const STARTS = 9;
const ROUNDS = 8;
/** Short, so that other work on the machine falls on all sides of a round. */
const SLICE_MS = 100;
/** Before anything counts: the JIT compiler has to warm up. */
const WARM_MS = 1_000;

const SIDES = ['kit', 'bare', 'control'] as const;
type Side = (typeof SIDES)[number];

/** The rounds of one start, by side. */
type Start = Readonly<Record<Side, readonly Sample[]>>;

/** Ratios to the side without the kit. `control` is without the kit, too: it would be 1 on a quiet machine. */
export interface Comparison {
  readonly of: Case;
  readonly bare: Sample;
  readonly kit: Readonly<Record<keyof Sample, Range>>;
  readonly control: Readonly<Record<keyof Sample, Range>>;
}

/** Takes about two minutes. */
export async function compare(of: Case, upstream: string): Promise<Comparison> {
  const starts: Start[] = [];
  for (let n = 0; n < STARTS; n += 1) starts.push(await startOnce(of, upstream, n));
  const ratios = (side: Side) => ({
    perSec: ratioOf(starts, side, 'perSec'),
    cpuUs: ratioOf(starts, side, 'cpuUs'),
  });
  const typical = (what: keyof Sample): number =>
    median(starts.flatMap(({ bare }) => bare.map((sample) => sample[what])));
  return {
    of,
    bare: { perSec: typical('perSec'), cpuUs: typical('cpuUs') },
    kit: ratios('kit'),
    control: ratios('control'),
  };
}

/** One ratio for each start: rounds of the same processes are no independent witnesses. */
function ratioOf(starts: readonly Start[], side: Side, what: keyof Sample): Range {
  const values = (samples: readonly Sample[]): number[] => samples.map((sample) => sample[what]);
  return rangeOf(starts.map((start) => ratio(values(start[side]), values(start.bare))));
}

async function startOnce(of: Case, upstream: string, n: number): Promise<Start> {
  await using kit = await startSubject(of, 'with', upstream);
  await using bare = await startSubject(of, 'without', upstream);
  await using control = await startSubject(of, 'without', upstream);
  const subjects: Readonly<Record<Side, Subject>> = { kit, bare, control };
  const samples: Record<Side, Sample[]> = { kit: [], bare: [], control: [] };
  // Who begins takes turns, from start to start.
  const order = [...SIDES.slice(n % 3), ...SIDES.slice(0, n % 3)];
  for (const side of order) await subjects[side].slice(WARM_MS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await oneEach(subjects, order);
    // There and back again: what rises or falls steadily meanwhile is the same for all.
    const second = await oneEach(subjects, order.toReversed());
    for (const side of SIDES) samples[side].push(mean(first[side], second[side]));
  }
  return samples;
}

async function oneEach(
  subjects: Readonly<Record<Side, Subject>>,
  order: readonly Side[],
): Promise<Readonly<Record<Side, Sample>>> {
  const none: Sample = { perSec: Number.NaN, cpuUs: Number.NaN };
  const samples: Record<Side, Sample> = { kit: none, bare: none, control: none };
  for (const side of order) samples[side] = await subjects[side].slice(SLICE_MS);
  return samples;
}

const mean = (one: Sample, other: Sample): Sample => ({
  perSec: (one.perSec + other.perSec) / 2,
  cpuUs: (one.cpuUs + other.cpuUs) / 2,
});
