/**
 * Connections that nobody uses, watched until somebody does.
 * @module
 */
import type { Clock } from '../clock.ts';
import type { Berth } from './berth.ts';
import { isUntouched } from './berth.ts';
import { watchIdle } from './socket-state.ts';

/** Idle connections. */
export interface Shelf extends Disposable {
  /** It is idle from now on, unless it was before. */
  put(berth: Berth): void;
  /** It is idle no more; nothing happens when it was not. */
  take(berth: Berth): void;
}

/** What a shelf is for. */
export interface ShelfOptions {
  readonly clock: Clock;
  readonly idleMs: number;
  /** All that are idle now. */
  readonly idle: () => readonly Berth[];
  /**
   * Told of a connection that was closed by the other side, has said something unasked, or was idle for
   * `idleMs`; it has left the shelf then. Disposing of the shelf tells so of all.
   */
  readonly over: (berth: Berth) => void;
}

/** How often to look, ms, unless they may be idle for a shorter time. */
const SWEEP_MS = 500;
/** Most are lent again sooner than this, ms: watching those would cost more than it brings. */
const UNWATCHED_MS = 100;

/** Puts up a shelf. */
export function putUpShelf({ clock, idleMs, idle, over }: ShelfOptions): Shelf {
  let watching: Disposable | undefined;
  const take = (berth: Berth): void => {
    berth.watch?.[Symbol.dispose]();
    berth.watch = undefined;
    berth.idleSinceMs = undefined;
  };
  const drop = (berth: Berth): void => {
    take(berth);
    over(berth);
  };
  const watch = (berth: Berth): void => {
    if (isUntouched(berth)) berth.watch = watchIdle(berth.socket, () => drop(berth));
    else drop(berth);
  };
  const watchLater = (): void => void (watching ??= clock.after(UNWATCHED_MS, watchOld));
  const watchOld = (): void => {
    watching = undefined;
    const youngMs = clock.nowMs() - UNWATCHED_MS;
    for (const berth of idle()) {
      if (berth.watch !== undefined || berth.idleSinceMs === undefined) continue;
      if (berth.idleSinceMs > youngMs) watchLater();
      else watch(berth);
    }
  };
  const sweep = clock.every(Math.min(SWEEP_MS, idleMs / 2), () => {
    const oldestMs = clock.nowMs() - idleMs;
    for (const berth of idle()) if ((berth.idleSinceMs ?? Infinity) <= oldestMs) drop(berth);
  });
  return {
    put(berth) {
      if (berth.idleSinceMs !== undefined) return;
      berth.idleSinceMs = clock.nowMs();
      berth.idleSinceBytes = berth.socket.bytesRead;
      watchLater();
    },
    take,
    [Symbol.dispose]() {
      sweep[Symbol.dispose]();
      watching?.[Symbol.dispose]();
      for (const berth of idle()) drop(berth);
    },
  };
}
