/**
 * A client that costs as little as possible, so that the server is what is measured.
 * @module
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: bench\r\n\r\n');
const AT_ONCE = 32;

/**
 * Asks a server on this host for so long, 32 requests at a time.
 *
 * @param perConnection Requests per connection; 0 for one connection all the time.
 * @returns How many answers came.
 */
export async function hammer(port: number, forMs: number, perConnection: number): Promise<number> {
  const endMs = performance.now() + forMs;
  let answers = 0;
  const line = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let left = perConnection === 0 ? Infinity : perConnection;
      const socket = connect(port, '127.0.0.1')
        .on('error', reject)
        .once('close', () => resolve());
      socket.write(REQUEST);
      socket.on('data', () => {
        answers += 1;
        left -= 1;
        if (left > 0 && performance.now() < endMs) socket.write(REQUEST);
        else leave(socket);
      });
    });
  const worker = async (): Promise<void> => {
    while (performance.now() < endMs) await line();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

/** With a reset: a benchmark must not run out of ports because of TIME_WAIT. */
const leave = (socket: Socket): void => void socket.resetAndDestroy();
