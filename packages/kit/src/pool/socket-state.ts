/**
 * Looking after a connection that nobody uses.
 * @module
 */
import type { Socket } from 'node:net';

/** True while a connection can be lent: open both ways, nothing unread, nothing unsent. */
export const isSound = (socket: Socket): boolean =>
  !socket.destroyed &&
  !socket.connecting &&
  socket.readable &&
  socket.writable &&
  socket.readableLength === 0 &&
  socket.writableLength === 0;

/**
 * Watches an idle connection: when the other side closes it, or says something that nobody has asked
 * for, it is over. Disposing of the watch gives the stream back as it was: paused, until somebody reads.
 */
export function watchIdle(socket: Socket, over: () => void): Disposable {
  // Reading is what makes 'end' come. A 'readable' listener can be taken away without a trace;
  // pause() and resume() cannot.
  const read = (): void => {
    if (socket.read() !== null) over();
  };
  socket.on('readable', read).on('end', over).on('close', over);
  return {
    [Symbol.dispose]: () => void socket.off('readable', read).off('end', over).off('close', over),
  };
}
