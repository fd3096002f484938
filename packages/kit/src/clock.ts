/**
 * Time, as the kit sees it: a test passes its own.
 * @module
 */

// The global of this name is a getter, which costs a request more than the time itself.
import { performance } from 'node:perf_hooks';

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
