/**
 * Time, as the kit sees it: a test passes its own.
 * @module
 */

// The global of this name is a getter, which takes time at every request.
import { performance } from 'node:perf_hooks';

/** Node's timers go no further, ms: one that is set to more fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** A monotonic clock and its timers. None of them keeps the process alive. */
export interface Clock {
  /** Time since some moment in the past, ms; never goes back. */
  nowMs(): number;
  /** Calls again and again until it is disposed of. */
  every(ms: number, call: () => void): Disposable;
  /** Calls once, unless it is disposed of before. */
  after(ms: number, call: () => void): Disposable;
}

/** The clock of the process. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  every: (ms, call) => {
    const timer = setInterval(call, ms).unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
  after: (ms, call) => {
    const timer = setTimeout(call, ms).unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
