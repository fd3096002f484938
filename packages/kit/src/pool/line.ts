/**
 * The connections of an HTTP pool, and closing those that nobody uses when somebody waits for one.
 * @module
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { ClientLike } from './undici-module.ts';

/** One client and the connection it has, if any. */
export interface Line {
  client: ClientLike | undefined;
  /** `undefined` also when it has been handed over, as to a WebSocket: that one is never idle. */
  socket: Socket | undefined;
}

/** A connection is the client's no more. */
export function leave(lines: Set<Line>, line: Line): void {
  line.socket = undefined;
  lines.delete(line);
}

/**
 * The same, where the client has let go of a connection that is open: it is a WebSocket now, or a tunnel.
 * With HTTP/2 it is one whose server wants no more requests, and still the client's.
 */
export function handedOver(lines: Set<Line>, line: Line): void {
  const { socket } = line;
  if (socket === undefined || ('alpnProtocol' in socket && socket.alpnProtocol === 'h2')) return;
  leave(lines, line);
}

/**
 * How often to look for idle connections while somebody waits, ms. Whoever closes them as soon as they are
 * idle opens one for nearly every request when there are too few for all.
 */
const LOOK_MS = 20;

/** Tries to make room: at once when it is called, then now and again as long as somebody waits. */
export function roomMaker(
  lines: ReadonlySet<Line>,
  waiting: () => number,
  clock: Clock,
): () => void {
  let looking: Disposable | undefined;
  const look = (): void => {
    closeIdle(lines, waiting());
    if (waiting() > 0) return;
    looking?.[Symbol.dispose]();
    looking = undefined;
  };
  return () => {
    closeIdle(lines, waiting());
    looking ??= clock.every(LOOK_MS, look);
  };
}

/**
 * Closes as many connections as are waited for, the longest open first, of those that nobody uses. What
 * is being closed already counts.
 */
function closeIdle(lines: ReadonlySet<Line>, waiting: number): void {
  let wanted = waiting;
  for (const { socket } of lines) if (socket?.destroyed === true) wanted -= 1;
  for (const { client, socket } of lines) {
    if (wanted <= 0) return;
    if (socket === undefined || socket.destroyed || client === undefined) continue;
    if (isBusy(client)) continue;
    socket.destroy();
    wanted -= 1;
  }
}

/** Requests that wait for another connection, since the server wants no more on this one, do not count. */
function isBusy({ stats: { connected, pending, running } }: ClientLike): boolean {
  return running > 0 || (connected && pending > 0);
}
