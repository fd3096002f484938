/**
 * A clock that stands still until a test moves it.
 * @module
 */
import type { Clock } from '../src/clock.ts';

/** A clock under the test's control. */
export interface ManualClock extends Clock {
  /** Moves time on, running the timers that become due, each at its time. */
  passMs(ms: number): void;
  /** Moves time on as a busy event loop does: no timer runs. */
  stallMs(ms: number): void;
}

interface Timer {
  dueMs: number;
  readonly everyMs: number | undefined;
  readonly call: () => void;
}

/** A clock that starts at 0. */
export function manualClock(): ManualClock {
  let nowMs = 0;
  const timers = new Set<Timer>();
  const add = (timer: Timer): Disposable => {
    timers.add(timer);
    return { [Symbol.dispose]: () => void timers.delete(timer) };
  };
  const nextDue = (untilMs: number): Timer | undefined =>
    [...timers].filter((t) => t.dueMs <= untilMs).toSorted((a, b) => a.dueMs - b.dueMs)[0];
  return {
    nowMs: () => nowMs,
    every: (ms, call) => add({ dueMs: nowMs + ms, everyMs: ms, call }),
    after: (ms, call) => add({ dueMs: nowMs + ms, everyMs: undefined, call }),
    stallMs: (ms) => void (nowMs += ms),
    passMs(ms) {
      const untilMs = nowMs + ms;
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        nowMs = Math.max(nowMs, timer.dueMs);
        if (timer.everyMs === undefined) timers.delete(timer);
        else timer.dueMs = nowMs + timer.everyMs;
        timer.call();
      }
      nowMs = untilMs;
    },
  };
}
