/**
 * Compares one side with the kit and two without it: the second of those tells how far sides come apart
 * that do not differ at all.
 * @module
 */
import { median } from '../figures.ts';
import type { Case } from './cases.ts';
import type { Range } from './range.ts';
import { rangeOf } from './range.ts';
import type { Turns } from './subject.ts';
import { startSubject } from './subject.ts';

/** Started anew so many times: the JIT compiler and the memory turn out differently in each process. */
const STARTS = 15;
const ROUNDS = 60;
const ALONE_MS = 500;

/** What the kit adds. */
export interface Comparison {
  readonly of: Case;
  /** Without the kit: CPU time per request of what is measured, µs. */
  readonly aloneUs: number;
  /** Time that a request takes longer, µs. */
  readonly kitUs: Range;
  /** The same between two sides without the kit: 0 on a quiet machine. */
  readonly controlUs: Range;
}

/** Takes about two minutes. */
export async function compare(of: Case, upstream: string): Promise<Comparison> {
  const starts: { readonly turns: Turns; readonly aloneUs: number }[] = [];
  for (let n = 0; n < STARTS; n += 1) {
    await using subject = await startSubject(of, upstream);
    starts.push({ turns: await subject.turns(ROUNDS), aloneUs: await subject.alone(ALONE_MS) });
  }
  // One figure for each start: rounds of the same process are no independent witnesses.
  const added = (side: 'kit' | 'control'): Range =>
    rangeOf(starts.map(({ turns }) => median(differences(turns[side], turns.bare))));
  return {
    of,
    aloneUs: median(starts.map(({ aloneUs }) => aloneUs)),
    kitUs: added('kit'),
    controlUs: added('control'),
  };
}

const differences = (values: readonly number[], from: readonly number[]): number[] =>
  values.map((value, n) => value - (from[n] ?? Number.NaN));
