/**
 * A client that costs as little as possible, so that the server is what is measured.
 * @module
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: bench\r\n\r\n');

/** How to ask. */
export interface Hammering {
  readonly atOnce: number;
  /** Requests per connection: 1, or `Infinity` for the same connections all the time. */
  readonly per: number;
}

/** Asks a server on this host so many times. The first call opens the connections that stay. */
export function hammer(
  port: number,
  { atOnce, per }: Hammering,
): (requests: number) => Promise<void> {
  if (per === 1) return (requests) => onceEach(port, atOnce, requests);
  let kept: Promise<readonly Socket[]> | undefined;
  return async (requests) => {
    kept ??= Promise.all(Array.from({ length: atOnce }, () => open(port)));
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
function onceEach(port: number, atOnce: number, requests: number): Promise<void> {
  let left = requests - atOnce;
  let busy = atOnce;
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
    for (let n = 0; n < atOnce; n += 1) line();
  });
}
