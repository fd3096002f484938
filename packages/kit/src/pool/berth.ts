/**
 * One connection of a pool, and how it stands. Kept in one place, since looking it up in maps on each
 * loan would cost more than the loan itself.
 * @module
 */
import type { Socket } from 'node:net';
import { isSound } from './socket-state.ts';

/** A connection of a pool. */
export interface Berth {
  readonly socket: Socket;
  /** Has been lent before. */
  used: boolean;
  /** When it became idle, ms; `undefined` while it is not. */
  idleSinceMs: number | undefined;
  /** What it had read by then. What comes while nobody listens is lost in a flowing stream, and only counted. */
  idleSinceBytes: number;
  /** Looks after it while it is idle, after a while. */
  watch: Disposable | undefined;
}

/** A berth for a connection that has just been opened. */
export const newBerth = (socket: Socket): Berth => ({
  socket,
  used: false,
  idleSinceMs: undefined,
  idleSinceBytes: 0,
  watch: undefined,
});

/** Whether a connection can be lent: as sound as it was when it became idle, and nothing has come since. */
export const isUntouched = ({ socket, idleSinceMs, idleSinceBytes }: Berth): boolean =>
  isSound(socket) && (idleSinceMs === undefined || socket.bytesRead === idleSinceBytes);
