/**
 * Compares one side with the kit and two without it: the second of those tells how far sides come apart
 * that do not differ at all.
 * @module
 */
import { median, ratio } from '../figures.ts';
import type { Case } from './cases.ts';
import type { Sample, Subject } from './subject.ts';
import { startSubject } from './subject.ts';

/** Started anew so many times: the JIT compiler and the memory turn out differently in each process. */
const STARTS = 5;
const ROUNDS = 15;
/** Short, so that other work on the machine falls on all sides of a round. */
const ROUND_MS = 150;
/** Before anything counts: the JIT compiler has to warm up. */
const WARM_MS = 1_500;

const SIDES = ['kit', 'bare', 'control'] as const;
type Side = (typeof SIDES)[number];

/** The rounds of one start, by side. */
type Start = Readonly<Record<Side, readonly Sample[]>>;

/** The median over all rounds of all starts, and the least and the most that one start came to. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Ratios to the side without the kit. `control` is without the kit, too: it would be 1 on a quiet machine. */
export interface Comparison {
  readonly of: Case;
  readonly bare: Sample;
  readonly kit: Readonly<Record<keyof Sample, Spread>>;
  readonly control: Readonly<Record<keyof Sample, Spread>>;
}

/** Takes about a minute. */
export async function compare(of: Case, upstream: string): Promise<Comparison> {
  const starts: Start[] = [];
  for (let n = 0; n < STARTS; n += 1) starts.push(await startOnce(of, upstream));
  const ratios = (side: Side) => ({
    perSec: spread(starts, side, 'perSec'),
    cpuUs: spread(starts, side, 'cpuUs'),
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

function spread(starts: readonly Start[], side: Side, what: keyof Sample): Spread {
  const values = (samples: readonly Sample[]): number[] => samples.map((sample) => sample[what]);
  const each = starts.map((start) => ratio(values(start[side]), values(start.bare)));
  const all = starts.flatMap((start) => start[side]);
  const bare = starts.flatMap((start) => start.bare);
  return {
    median: ratio(values(all), values(bare)),
    least: Math.min(...each),
    most: Math.max(...each),
  };
}

async function startOnce(of: Case, upstream: string): Promise<Start> {
  await using kit = await startSubject(of, 'with', upstream);
  await using bare = await startSubject(of, 'without', upstream);
  await using control = await startSubject(of, 'without', upstream);
  const subjects: Readonly<Record<Side, Subject>> = { kit, bare, control };
  const samples: Record<Side, Sample[]> = { kit: [], bare: [], control: [] };
  for (const side of SIDES) await subjects[side].round(WARM_MS);
  for (let n = 0; n < ROUNDS; n += 1) {
    // Who begins takes turns, too.
    for (const side of [...SIDES.slice(n % 3), ...SIDES.slice(0, n % 3)]) {
      samples[side].push(await subjects[side].round(ROUND_MS));
    }
  }
  return samples;
}
