/**
 * Who is let in: the limits above which a server refuses work, and what it has counted.
 * @module
 */
import type { AcceptWait } from './accept-wait.ts';
import type { LoopLateness } from './loop-lateness.ts';

/** When to refuse work instead of letting it wait. */
export interface ShedOptions {
  /**
   * Refuse while the event loop is this far behind, or whoever was accepted last had waited in the
   * accept queue for so long, ms.
   * @default tolerableMs of the backlog, else 500
   */
  readonly maxDelayMs?: number;
  /**
   * Refuse while so many requests are in progress; of a server without HTTP: connections.
   * @default no limit
   */
  readonly maxInFlight?: number;
  /** When a refused client may come back, s: the Retry-After of the 503. @default 1 */
  readonly retryAfterS?: number;
  /** Paths, without their query, that are always served, such as a liveness probe. @default none */
  readonly exempt?: (path: string) => boolean;
}

/** What a listener has counted since it listens. Of a server without HTTP, `requests` counts connections. */
export interface ListenCounters {
  /** Connections accepted. */
  readonly accepted: number;
  /** Connections open now. */
  readonly open: number;
  /** Requests let in. */
  readonly requests: number;
  /** Requests in progress now. */
  readonly inFlight: number;
  /** Requests refused because they had waited for too long. */
  readonly shedLate: number;
  /** Requests refused because too many were in progress. */
  readonly shedCrowded: number;
  /** The longest delay of the event loop so far, ms. */
  readonly worstDelayMs: number;
  /** The longest wait in the accept queue so far, ms, a little too short; `undefined` where it cannot be seen. */
  readonly worstAcceptWaitMs: number | undefined;
}

/** The door of one server. */
export interface Door {
  readonly retryAfterS: number;
  /** Counts a request in, unless it must be refused; whoever was let in must `leave()`. */
  enter(path?: string): boolean;
  readonly leave: () => void;
  /** Counts a connection that has been accepted, and calls back the other way when it closes. */
  opened(): void;
  closed(): void;
  counters(): ListenCounters;
}

/** Opens a door. Without a limit (`undefined`) everybody is let in. */
export function openDoor(lateness: LoopLateness, queue: AcceptWait, limits: ShedOptions): Door {
  const { maxDelayMs = Infinity, maxInFlight = Infinity, retryAfterS = 1, exempt } = limits;
  const count = { accepted: 0, open: 0, requests: 0, inFlight: 0, shedLate: 0, shedCrowded: 0 };
  let worstAcceptWaitMs = 0;
  const refuses = (path: string | undefined): 'shedLate' | 'shedCrowded' | undefined => {
    const late = lateness.lateMs() > maxDelayMs || queue.waitedMs() > maxDelayMs;
    if (!late && count.inFlight < maxInFlight) return undefined;
    if (path !== undefined && exempt?.(withoutQuery(path)) === true) return undefined;
    return late ? 'shedLate' : 'shedCrowded';
  };
  return {
    // In HTTP a whole number (RFC 9110, 10.2.3).
    retryAfterS: Math.ceil(retryAfterS),
    enter(path) {
      const reason = refuses(path);
      if (reason !== undefined) {
        count[reason] += 1;
        return false;
      }
      count.requests += 1;
      count.inFlight += 1;
      return true;
    },
    leave: () => void (count.inFlight -= 1),
    opened() {
      queue.accepted();
      worstAcceptWaitMs = Math.max(worstAcceptWaitMs, queue.waitedMs());
      count.accepted += 1;
      count.open += 1;
    },
    closed: () => void (count.open -= 1),
    counters: () => ({ ...count, worstDelayMs: lateness.worstMs, worstAcceptWaitMs }),
  };
}

const withoutQuery = (target: string): string => target.split('?', 1)[0] ?? target;
