/**
 * Rates: how much may be done now so that it comes to so much per second.
 * @module
 */

/** Never catches up more than this much lost time, ms: a stalled process must not burst. */
const MAX_CATCH_UP_MS = 200;

/** A token bucket. */
export interface Pace {
  /** Whole units allowed now; they are taken. */
  take(): number;
  /** Gives back units that were not used. */
  giveBack(units: number): void;
}

/** Allows `perSec` units a second, from now on. */
export function pace(perSec: number): Pace {
  let last = performance.now();
  let tokens = 0;
  return {
    take: () => {
      const now = performance.now();
      tokens += (Math.min(now - last, MAX_CATCH_UP_MS) / 1_000) * perSec;
      last = now;
      const whole = Math.floor(tokens);
      tokens -= whole;
      return whole;
    },
    giveBack: (units) => void (tokens = Math.min(tokens + units, perSec)),
  };
}

/** Allows the same in bursts: all units of `everyMs` at once, the first when it has passed. */
export function bursts(perSec: number, everyMs: number): Pace {
  let last = performance.now();
  let spare = 0;
  return {
    take: () => {
      const now = performance.now();
      if (now - last < everyMs) return 0;
      last = now;
      const units = Math.round((perSec * everyMs) / 1_000) + spare;
      spare = 0;
      return units;
    },
    giveBack: (units) => void (spare += units),
  };
}

/** Often enough for a steady rate, rarely enough to stay cheap, ms. */
export const TICK_MS = 5;
