/**
 * Whether two numbers differ by more than chance.
 * @module
 */

/**
 * Independent events that come n in a window come n ± √n in the next, so the difference of two windows
 * scatters by √(n1 + n2). Three times that comes by chance once in 370 comparisons; a run makes about
 * ten. From nothing, 10 events are beyond it and 9 are not.
 */
const SIGMAS = 3;

/**
 * Least change of a rate that counts, as a share of the larger one. With thousands of events √n is a
 * percent, but real crowds are not independent: they come in bursts.
 */
const RELEVANT_SHARE = 0.2;

/** Times and sizes have no √n: they have to double, or halve. */
const CLEAR_FACTOR = 2;

/** So many of something: events over seconds, retransmissions over segments, used places over places. */
export interface Tally {
  readonly count: number;
  /** What the count is held against; above 0, in the same unit on both sides of a comparison. */
  readonly over: number;
}

/** What became of a number. */
export type Trend = 'more' | 'less' | 'same';

/** Compares two counted rates. @param floor Smallest difference of the rates that matters. @default 0 */
export function compareTallies(before: Tally, after: Tally, floor = 0): Trend {
  const was = before.count / before.over;
  const is = after.count / after.over;
  const noise =
    SIGMAS * Math.hypot(Math.sqrt(before.count) / before.over, Math.sqrt(after.count) / after.over);
  const least = Math.max(noise, floor, RELEVANT_SHARE * Math.max(was, is));
  if (!(Math.abs(is - was) > least)) return 'same';
  return is > was ? 'more' : 'less';
}

/** Compares two measured sizes. @param least Smallest difference that matters, in their unit. @default 0 */
export function compareSizes(was: number, is: number, least = 0): Trend {
  const [low, high] = was < is ? [was, is] : [is, was];
  if (!(high >= CLEAR_FACTOR * low && high - low > least)) return 'same';
  return is > was ? 'more' : 'less';
}
