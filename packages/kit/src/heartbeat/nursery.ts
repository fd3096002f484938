/**
 * Connections in their first second. Most of those that carry one request are over by then, and a
 * heartbeat of its own for each would cost a fifth of what the connection costs a Node server.
 * @module
 */
import { AsyncResource } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { Clock } from '../clock.ts';

/** Looks after young connections. Disposing of it forgets them and leaves them alone. */
export interface Nursery<C> extends Disposable {
  /** Connections here now. */
  readonly size: number;
  enter(connection: C): void;
}

/** What becomes of those who enter; each leaves once, one way or the other. */
export interface Leavers<C> {
  /** It is old enough. */
  readonly grown: (connection: C, enteredAtMs: number) => void;
  /** It has closed before. */
  readonly closed: (connection: C, enteredAtMs: number) => void;
}

/** How long they stay, ms, unless the first ping is due soon after. */
const YOUNG_MS = 1_000;
/** Looks within that time, so that not all leave at one moment. */
const LOOKS = 10;

/** Opens a nursery that everybody has left well before `everyMs` is over. */
export function openNursery<C extends EventEmitter>(
  clock: Clock,
  everyMs: number,
  { grown, closed }: Leavers<C>,
): Nursery<C> {
  const youngMs = Math.min(YOUNG_MS, everyMs / 2);
  const lookMs = youngMs / LOOKS;
  /** The eldest first. */
  const entered = new Map<C, number>();
  let timer: Disposable | undefined;
  const gone = function (this: C): void {
    const atMs = entered.get(this) ?? clock.nowMs();
    entered.delete(this);
    closed(this, atMs);
  };
  // Bound: else all would run in the async context of the connection that has started the timer.
  const look = AsyncResource.bind((): void => {
    const nowMs = clock.nowMs();
    for (const [connection, atMs] of entered) {
      if (nowMs - atMs < youngMs) break;
      entered.delete(connection);
      connection.off('close', gone);
      // What is more than that, this process has stood still: nobody else is to blame for it.
      grown(connection, Math.max(atMs, nowMs - youngMs - lookMs));
    }
    timer = entered.size === 0 ? undefined : clock.after(lookMs, look);
  });
  return {
    get size() {
      return entered.size;
    },
    enter(connection) {
      entered.set(connection, clock.nowMs());
      // It comes once, and one function for all costs less than one for each.
      connection.on('close', gone);
      timer ??= clock.after(lookMs, look);
    },
    [Symbol.dispose]() {
      timer?.[Symbol.dispose]();
      for (const connection of entered.keys()) connection.off('close', gone);
      entered.clear();
    },
  };
}
