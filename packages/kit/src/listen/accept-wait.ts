/**
 * How long connections have waited in the kernel's accept queue.
 *
 * Node accepts one connection per turn of its event loop, so under load the queue is in the kernel,
 * where the event loop's delay does not show. The kernel tells how many wait, not for how long. But
 * the queue is first come, first served: when W waited at some moment, the next W accepted had come
 * before that moment. Marks of such moments tell the wait of each, a little too short at most.
 * @module
 */
import type { Clock } from '../clock.ts';

/** Watches one accept queue until it is disposed of. */
export interface AcceptWait extends Disposable {
  /** A connection has been accepted. */
  accepted(): void;
  /** How long the connection accepted last had waited at least, ms; 0 when that was a while ago. */
  waitedMs(): number;
}

interface Mark {
  readonly atMs: number;
  /** Whoever is accepted up to this number had come before. */
  readonly upTo: number;
}

/** More than anybody's patience, at any sensible pace of looking. */
const MAX_MARKS = 1_000;

/** What the meter is told. */
export interface AcceptQueue {
  /** Connections that wait now; `undefined` where the kernel does not tell: nobody, as far as is known. */
  waiting(): number | undefined;
  /**
   * Whether the event loop has been busy all the time since the last call. When it was not, there was
   * nobody to accept at that moment: whoever waits has come since.
   */
  alwaysBusy(): boolean;
}

/**
 * Starts watching.
 *
 * @param everyMs How often to look, while the event loop is busy and connections come: looking takes the
 * kernel a part of a millisecond.
 */
export function watchAcceptWait(clock: Clock, everyMs: number, queue: AcceptQueue): AcceptWait {
  const marks: Mark[] = [];
  let count = 0;
  let looked = 0;
  let lastWaitedMs = 0;
  const look = (): void => {
    // Every turn of the event loop accepts somebody, if there is anybody.
    const nobody = !queue.alwaysBusy() || count === looked;
    looked = count;
    if (nobody) {
      marks.length = 0;
      lastWaitedMs = 0;
      return;
    }
    const waiting = queue.waiting() ?? 0;
    if (waiting > 0 && marks.length < MAX_MARKS) {
      marks.push({ atMs: clock.nowMs(), upTo: count + waiting });
    }
  };
  const timer = clock.every(everyMs, look);
  return {
    accepted() {
      count += 1;
      while (marks[0] !== undefined && marks[0].upTo < count) marks.shift();
      lastWaitedMs = marks[0] === undefined ? 0 : clock.nowMs() - marks[0].atMs;
    },
    waitedMs: () => lastWaitedMs,
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}
