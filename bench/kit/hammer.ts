/**
 * A client that costs as little as possible, so that the server is what is measured.
 * @module
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: bench\r\n\r\n');
const AT_ONCE = 32;

/** How to ask. */
export interface Hammering {
  /** Requests per connection; `Infinity` for the same connections all the time. */
  readonly perConnection: number;
  /** So long before it counts. */
  readonly leadMs: number;
  readonly forMs: number;
  /** Called when counting begins and when it ends. */
  readonly edge: () => void;
}

/** What came of it. */
export interface Hammered {
  readonly requests: number;
  readonly tookMs: number;
}

/** Asks a server on this host, 32 requests at a time. */
export async function hammer(port: number, how: Hammering): Promise<Hammered> {
  const now = { answers: 0, over: false };
  const line = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let left = how.perConnection;
      const socket = connect(port, '127.0.0.1')
        .on('error', reject)
        .once('close', () => resolve());
      socket.write(REQUEST);
      socket.on('data', () => {
        now.answers += 1;
        left -= 1;
        if (left > 0 && !now.over) socket.write(REQUEST);
        else leave(socket);
      });
    });
  const worker = async (): Promise<void> => {
    while (!now.over) await line();
  };
  const workers = Promise.all(Array.from({ length: AT_ONCE }, worker));
  await pass(how.leadMs);
  const before = { answers: now.answers, atMs: performance.now() };
  how.edge();
  await pass(how.forMs);
  const counted = {
    requests: now.answers - before.answers,
    tookMs: performance.now() - before.atMs,
  };
  how.edge();
  now.over = true;
  await workers;
  return counted;
}

/** With a reset: a benchmark must not run out of ports because of TIME_WAIT. */
const leave = (socket: Socket): void => void socket.resetAndDestroy();
