/**
 * A limit on connections over all destinations; undici itself knows one per destination only.
 * @module
 */
import type { Clock } from '../clock.ts';
import { PoolError } from './pool-error.ts';

/** Places for connections. */
export interface Room extends Disposable {
  /** Who waits for a place now. */
  readonly waiting: number;
  /** Calls `enter` when there is a place, or `refused` when there was none in time. */
  ask(enter: () => void, refused: (error: PoolError) => void): void;
  /** A place is free again. */
  readonly leave: () => void;
}

/** How large a room is, and what is done for whoever waits. */
export interface RoomOptions {
  readonly places: number;
  readonly waitMs: number;
  /** Tries to have somebody leave: closes a connection that is idle, if there is one. */
  readonly makeRoom: () => void;
  readonly clock: Clock;
}

/** Opens a room. Disposing of it refuses all who wait. */
export function openRoom({ places, waitMs, makeRoom, clock }: RoomOptions): Room {
  let taken = 0;
  const waiting: Waiter[] = [];
  const refuse = (waiter: Waiter, error: PoolError): void => {
    waiting.splice(waiting.indexOf(waiter), 1);
    waiter.timer[Symbol.dispose]();
    waiter.refused(error);
  };
  return {
    get waiting() {
      return waiting.length;
    },
    ask(enter, refused) {
      if (taken < places) {
        taken += 1;
        enter();
        return;
      }
      const timer = clock.after(waitMs, () => refuse(waiter, full(places, waitMs)));
      const waiter: Waiter = { enter, refused, timer };
      waiting.push(waiter);
      makeRoom();
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) {
        taken -= 1;
        return;
      }
      next.timer[Symbol.dispose]();
      next.enter();
    },
    [Symbol.dispose]() {
      const closed = new PoolError('TCPDOCTOR_POOL_CLOSED', 'the pool has been closed');
      for (let waiter = waiting[0]; waiter !== undefined; waiter = waiting[0])
        refuse(waiter, closed);
    },
  };
}

interface Waiter {
  readonly enter: () => void;
  readonly refused: (error: PoolError) => void;
  readonly timer: Disposable;
}

const full = (places: number, waitMs: number): PoolError =>
  new PoolError(
    'TCPDOCTOR_POOL_FULL',
    `all ${places} are in use, and none became idle within ${waitMs} ms`,
  );
