/**
 * Connections that nobody uses, watched until somebody does.
 * @module
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import { isSound, watchIdle } from './socket-state.ts';

/** Idle connections. */
export interface Shelf extends Disposable {
  /** Nothing happens when it is there already. */
  put(socket: Socket): void;
  /** How long it has been idle, ms; 0 when it is not. */
  idleMs(socket: Socket): number;
  /** It is idle no more; nothing happens when it was not. */
  take(socket: Socket): void;
}

/** How often to look, ms, unless they may be idle for a shorter time. */
const SWEEP_MS = 500;
/** Most are lent again sooner than this, ms: watching those would cost more than it brings. */
const UNWATCHED_MS = 10;

interface Place {
  readonly sinceMs: number;
  /** Only after a while. */
  watch: Disposable | undefined;
}

/**
 * Puts up a shelf.
 *
 * @param over Told of a connection that was closed by the other side, has said something unasked, or
 * was idle for `idleMs`; it has left the shelf then. Disposing of the shelf tells so of all.
 */
export function putUpShelf(clock: Clock, idleMs: number, over: (socket: Socket) => void): Shelf {
  const places = new Map<Socket, Place>();
  let watching: Disposable | undefined;
  const take = (socket: Socket): void => {
    places.get(socket)?.watch?.[Symbol.dispose]();
    places.delete(socket);
  };
  const drop = (socket: Socket): void => {
    take(socket);
    over(socket);
  };
  const watchAll = (): void => {
    watching = undefined;
    for (const [socket, place] of places) {
      if (place.watch !== undefined) continue;
      if (isSound(socket)) place.watch = watchIdle(socket, () => drop(socket));
      else drop(socket);
    }
  };
  const sweep = clock.every(Math.min(SWEEP_MS, idleMs / 2), () => {
    const oldestMs = clock.nowMs() - idleMs;
    for (const [socket, { sinceMs }] of places) if (sinceMs <= oldestMs) drop(socket);
  });
  return {
    put(socket) {
      if (places.has(socket)) return;
      places.set(socket, { sinceMs: clock.nowMs(), watch: undefined });
      watching ??= clock.after(UNWATCHED_MS, watchAll);
    },
    idleMs: (socket) => clock.nowMs() - (places.get(socket)?.sinceMs ?? clock.nowMs()),
    take,
    [Symbol.dispose]() {
      sweep[Symbol.dispose]();
      watching?.[Symbol.dispose]();
      for (const socket of places.keys()) drop(socket);
    },
  };
}
