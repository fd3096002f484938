/**
 * Waiting for a server to listen.
 * @module
 */
import { once } from 'node:events';
import type { ListenOptions, Server } from 'node:net';

/** Node tells nobody who starts a server that is about to listen: both would think it was theirs. */
const starting = new WeakSet<Server>();

/**
 * Starts a server, and waits until it listens.
 *
 * @throws {Error} What `server.listen()` reports; or that it was closed, or started, in the meantime.
 */
export async function start(server: Server, place: ListenOptions): Promise<void> {
  if (starting.has(server)) throw new Error('Cannot listen: the server is about to listen already');
  starting.add(server);
  const over = new AbortController();
  try {
    server.listen(place);
    const { signal } = over;
    const closed = once(server, 'close', { signal }).then(() => {
      throw new Error('Cannot listen: the server was closed before it listened', {
        cause: place.signal?.reason,
      });
    });
    await Promise.race([once(server, 'listening', { signal }), closed]);
  } finally {
    starting.delete(server);
    over.abort();
  }
}
