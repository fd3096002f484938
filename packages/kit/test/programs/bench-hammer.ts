/**
 * Load: so many requests, on as many lines as there always are, and a client that costs as little as
 * possible, so that the server is what is measured.
 * @module
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: bench\r\n\r\n');

/** A number of requests, one after the other on each line; resolves when all are answered. */
export type Load = (requests: number) => Promise<void>;

/** Lines. */
export const AT_ONCE = 32;
/** At a time, where nobody counts how many. */
const MANY = 10 * AT_ONCE;

/** Goes on for so long; answers how many requests that were. */
export async function during(forMs: number, load: Load): Promise<number> {
  const startMs = performance.now();
  let requests = 0;
  for (; performance.now() - startMs < forMs; requests += MANY) await load(MANY);
  return requests;
}

/**
 * Asks a server on this host. The first call opens the connections that stay.
 *
 * @param per Requests per connection: 1, or `Infinity` for the same connections all the time.
 */
export function hammer(port: number, per: number): Load {
  if (per === 1) return (requests) => onceEach(port, requests);
  let kept: Promise<readonly Socket[]> | undefined;
  return async (requests) => {
    kept ??= Promise.all(Array.from({ length: AT_ONCE }, () => open(port)));
    await onKept(await kept, requests);
  };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

function onKept(sockets: readonly Socket[], requests: number): Promise<void> {
  let left = requests - sockets.length;
  let busy = sockets.length;
  return new Promise((resolve) => {
    const answered = function (this: Socket): void {
      if (left > 0) {
        left -= 1;
        this.write(REQUEST);
        return;
      }
      this.off('data', answered);
      busy -= 1;
      if (busy === 0) resolve();
    };
    for (const socket of sockets) socket.on('data', answered).write(REQUEST);
  });
}

/** With a reset: a benchmark must not run out of ports because of TIME_WAIT. */
function onceEach(port: number, requests: number): Promise<void> {
  let left = requests - AT_ONCE;
  let busy = AT_ONCE;
  return new Promise((resolve, reject) => {
    const line = (): void => {
      const socket = connect(port, '127.0.0.1');
      socket
        .on('error', reject)
        .on('data', () => socket.resetAndDestroy())
        .on('close', over);
      socket.write(REQUEST);
    };
    const over = (): void => {
      if (left > 0) {
        left -= 1;
        line();
        return;
      }
      busy -= 1;
      if (busy === 0) resolve();
    };
    for (let n = 0; n < AT_ONCE; n += 1) line();
  });
}
