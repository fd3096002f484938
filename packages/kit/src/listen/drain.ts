/**
 * Closing a server without losing what it has taken on.
 * @module
 */
import type { Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import { MAX_TIMER_MS } from '../clock.ts';
import { polled } from '../polled.ts';
import type { Porter } from './porter.ts';

/** How a server has ended. */
export interface Drained {
  /** Connections that were still open at the deadline and have been cut. */
  readonly cut: number;
  readonly tookMs: number;
}

/** Who waits to be accepted, and who has been. */
export interface Arrivals {
  /** How many connections wait now; `undefined` where the kernel does not tell. */
  waiting(): number | undefined;
  /** How many have been accepted so far. */
  accepted(): number;
}

/** How long who comes after `close()` may be accepted, while others come all the time, ms. */
const ACCEPT_MS = 500;

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
  arrivals: Arrivals,
  clock: Clock,
  deadlineMs: number,
): Promise<Drained> {
  const startMs = clock.nowMs();
  const passedMs = (): number => clock.nowMs() - startMs;
  let cut = 0;
  porter.closing();
  await acceptWaiting(arrivals, deadlineMs, passedMs);
  const closed = sparingUnsent(porter, () => closeServer(server));
  const closeIdle = (): void => {
    // Some come late: their handshake was not over yet.
    for (const session of porter.sessions) if (!session.closed) session.close();
    sparingUnsent(porter, () => closeIdleConnections(server));
    if (passedMs() > SILENT_MS) closeSilent(server, porter);
  };
  closeIdle();
  using _sweep = clock.every(SWEEP_MS, closeIdle);
  const leftMs = Math.max(0, deadlineMs - passedMs());
  using _deadline = clock.after(Math.min(leftMs, MAX_TIMER_MS), () => {
    cut = porter.sockets.size;
    for (const session of porter.sessions) session.destroy();
    for (const socket of porter.sockets) socket.destroy();
  });
  await closed;
  return { cut, tookMs: passedMs() };
}

/**
 * Lets Node accept who waits: it takes one connection per turn of its event loop. Goes on until nobody
 * comes; but where they never cease, only for a while.
 */
async function acceptWaiting(
  arrivals: Arrivals,
  deadlineMs: number,
  passedMs: () => number,
): Promise<void> {
  const upTo = arrivals.accepted() + (arrivals.waiting() ?? 0);
  const mayGoOn = (): boolean =>
    passedMs() < deadlineMs && (arrivals.accepted() < upTo || passedMs() < ACCEPT_MS);
  let before: number;
  do {
    before = arrivals.accepted();
    await polled();
  } while (before < arrivals.accepted() && mayGoOn());
  // What they have asked is read in the turn after.
  await polled();
}

/**
 * Closing idle connections, without those that still have something to send: for Node one is idle as
 * soon as its answer has ended, though its client has not taken it yet.
 */
function sparingUnsent<T>(porter: Porter, close: () => T): T {
  const unsent = [...porter.sockets, ...porter.secured].filter((one) => one.writableLength > 0);
  const keep = function (this: Socket): Socket {
    return this;
  };
  for (const socket of unsent) socket.destroy = keep;
  try {
    return close();
  } finally {
    for (const socket of unsent) Reflect.deleteProperty(socket, 'destroy');
  }
}

/** Only HTTP/1 servers know which connections are idle. */
function closeIdleConnections(server: Server): void {
  if (speaksHttp1(server)) server.closeIdleConnections();
}

/** Connections on which nothing was ever asked do not count as idle for Node. */
function closeSilent(server: Server, porter: Porter): void {
  if (!speaksHttp1(server)) return;
  for (const socket of [...porter.sockets, ...porter.secured]) {
    if (socket.bytesRead === 0) socket.destroy();
  }
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
