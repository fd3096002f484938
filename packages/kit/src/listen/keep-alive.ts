/**
 * TCP keepalive for connections that stay.
 *
 * Arming it takes four system calls, about a twentieth of what a connection with a single small request
 * costs a Node server. Most of those are over before anybody could vanish, so it is armed a little later.
 * @module
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';

/** Arms keepalive on connections after their first second, until it is disposed of. */
export interface KeepAlive extends Disposable {
  opened(socket: Socket): void;
  closed(socket: Socket): void;
}

const PAUSE_MS = 1_000;
/** As many at a time as take a few milliseconds; the others have their turn a second later. */
const AT_A_TIME = 1_000;

/** The kernel counts in seconds, and Node takes less than one for the setting of the system: two hours. */
const LEAST_MS = 1_000;

/** Starts; `keepAliveMs` is the time until the first probe. */
export function armKeepAlive(clock: Clock, keepAliveMs: number): KeepAlive {
  const firstMs = Math.max(LEAST_MS, keepAliveMs);
  let young = new Set<Socket>();
  let older = new Set<Socket>();
  const arm = (): void => {
    let left = AT_A_TIME;
    for (const socket of older) {
      if (left === 0) return;
      // An HTTP server also takes any other Duplex, handed in with emit('connection').
      if ('setKeepAlive' in socket) socket.setKeepAlive(true, firstMs);
      older.delete(socket);
      left -= 1;
    }
    [young, older] = [older, young];
  };
  const timer = clock.every(PAUSE_MS, arm);
  return {
    opened: (socket) => void young.add(socket),
    closed: (socket) => void (young.delete(socket) || older.delete(socket)),
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}

/** Arms nothing. */
export const NO_KEEP_ALIVE: KeepAlive = {
  opened: () => {},
  closed: () => {},
  [Symbol.dispose]: () => {},
};
