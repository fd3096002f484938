/**
 * How far the event loop is behind, right now.
 *
 * A histogram of past delays is too late for shedding: Node takes all sockets that have become
 * readable in one turn, and no timer runs in between. So it is the time since a timer was due that
 * counts, and it can be asked in the middle of a turn.
 * @module
 */
import type { Clock } from '../clock.ts';

/** Watches the event loop until it is disposed of. */
export interface LoopLateness extends Disposable {
  /** How long a timer has been due, ms; 0 while the loop keeps up. */
  lateMs(): number;
  /** The longest delay so far, ms. */
  readonly worstMs: number;
}

/** Starts watching, with a timer every so many ms. */
export function watchLateness(clock: Clock, everyMs: number): LoopLateness {
  let dueAtMs = clock.nowMs() + everyMs;
  let worstMs = 0;
  const lateMs = (): number => Math.max(0, clock.nowMs() - dueAtMs);
  const timer = clock.every(everyMs, () => {
    worstMs = Math.max(worstMs, lateMs());
    dueAtMs = clock.nowMs() + everyMs;
  });
  return {
    lateMs,
    get worstMs() {
      return worstMs;
    },
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}
