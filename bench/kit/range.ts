/**
 * What a few repetitions say about the true middle of what they measure.
 * @module
 */
import { median } from '../figures.ts';

/** A median and an interval around it. */
export interface Range {
  readonly median: number;
  /** The true median is not below. */
  readonly low: number;
  /** The true median is not above. */
  readonly high: number;
}

/**
 * The median, and the interval between the fourth least and the fourth most. With fifteen values the true
 * median is inside 96 times in 100, however they are distributed: it is outside when twelve or more of
 * them fall on one side of it, as twelve or more heads of fifteen coins.
 */
export function rangeOf(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: median(values),
    low: sorted[3] ?? Number.NaN,
    high: sorted.at(-4) ?? Number.NaN,
  };
}
