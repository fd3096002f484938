/**
 * Closing a server without losing what it has taken on.
 * @module
 */
import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';
import type { Clock } from '../clock.ts';
import { polled } from '../polled.ts';
import type { Porter } from './porter.ts';

/** How a server has ended. */
export interface Drained {
  /** Connections that were still open at the deadline and have been cut. */
  readonly cut: number;
  readonly tookMs: number;
}

/** How often connections are looked for that have become idle, ms. */
const SWEEP_MS = 50;

/** Whoever has connected and said nothing for so long will hardly ask before the end, ms. */
const SILENT_MS = 1_000;

/**
 * Stops accepting, lets what is in progress end, and cuts what is left at the deadline.
 *
 * What waits in the accept queue is accepted before: closing a listener resets it.
 */
export async function drain(
  server: Server,
  porter: Porter,
  clock: Clock,
  deadlineMs: number,
): Promise<Drained> {
  const startMs = clock.nowMs();
  let cut = 0;
  await polled();
  porter.closing();
  const closed = closeServer(server);
  for (const session of porter.sessions) session.close();
  const closeIdle = (): void => {
    closeIdleConnections(server);
    if (clock.nowMs() - startMs > SILENT_MS) closeSilent(server, porter);
  };
  closeIdle();
  using _sweep = clock.every(SWEEP_MS, closeIdle);
  using _deadline = clock.after(deadlineMs, () => {
    cut = porter.sockets.size;
    for (const session of porter.sessions) session.destroy();
    for (const socket of porter.sockets) socket.destroy();
  });
  await closed;
  return { cut, tookMs: clock.nowMs() - startMs };
}

/** Only HTTP/1 servers know which connections are idle. */
function closeIdleConnections(server: Server): void {
  if (speaksHttp1(server)) server.closeIdleConnections();
}

/** Connections on which nothing was ever asked do not count as idle for Node. */
function closeSilent(server: Server, porter: Porter): void {
  if (!speaksHttp1(server)) return;
  for (const socket of porter.sockets) if (socket.bytesRead === 0) socket.destroy();
}

const speaksHttp1 = (server: Server): server is HttpServer =>
  'closeIdleConnections' in server && typeof server.closeIdleConnections === 'function';

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined || hasStopped(error)) resolve();
      else reject(error);
    });
  });
}

/** Somebody else has closed it before. */
const hasStopped = (error: Error): boolean =>
  'code' in error && error.code === 'ERR_SERVER_NOT_RUNNING';
