/**
 * What pools count.
 * @module
 */
import type { Socket } from 'node:net';

/** What a pool has counted since it was opened. */
export interface PoolCounters {
  /** Connections opened. */
  readonly created: number;
  /** Times that a connection served again. */
  readonly reused: number;
  /** Connections that the other side has closed or reset. */
  readonly closedByPeer: number;
  /** Connections that we have closed: idle for too long, not valid, or to make room. */
  readonly closedByUs: number;
  /** Connections that could not be opened, or broke. */
  readonly failed: number;
  /** Connections open now. */
  readonly open: number;
  /** Who is waiting for a connection now. */
  readonly waiting: number;
}

/** The same, being counted. */
export interface Tally {
  created: number;
  reused: number;
  closedByPeer: number;
  closedByUs: number;
  failed: number;
  open: number;
}

/** Nothing yet. */
export const newTally = (): Tally => ({
  created: 0,
  reused: 0,
  closedByPeer: 0,
  closedByUs: 0,
  failed: 0,
  open: 0,
});

/** Errors by which the other side says that it has closed; the last is undici's. */
const BY_PEER: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/**
 * Counts a connection in, and out again when it closes.
 *
 * @param gone Called when it has closed; `byUs` when we did so first.
 */
export function follow(socket: Socket, tally: Tally, gone: (byUs: boolean) => void): void {
  let ended = false;
  let code: string | undefined;
  tally.created += 1;
  tally.open += 1;
  // Before Node's own listener, which ends our side in reply: by then nobody knows who was first.
  socket.prependOnceListener('end', () => void (ended = !socket.writableEnded));
  socket.once('error', (cause) => void (code = codeOf(cause)));
  socket.once('close', () => {
    tally.open -= 1;
    const closer = ended ? 'closedByPeer' : closerOf(code);
    tally[closer] += 1;
    gone(closer === 'closedByUs');
  });
}

/** Of an error of the system's. Any other is the reason why somebody here has closed. */
const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' && ('syscall' in error || isByPeer(error.code))
    ? error.code
    : undefined;

const isByPeer = (code: string): boolean => BY_PEER.includes(code);

function closerOf(code: string | undefined): 'closedByPeer' | 'closedByUs' | 'failed' {
  if (code === undefined) return 'closedByUs';
  return isByPeer(code) ? 'closedByPeer' : 'failed';
}
