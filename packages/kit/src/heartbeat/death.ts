/**
 * What is told of a dead connection.
 * @module
 */
import type { HostState, SendQueue } from './send-queue.ts';

/**
 * How it was noticed. `silent`: no byte came for `deadAfterMs`. `write-stalled`: the same, and what we
 * write does not leave this process. `unacknowledged`: nobody reads here, but the peer's kernel has
 * stopped to acknowledge. `reset`: the peer's kernel refused the connection. `timed-out`: ours gave up.
 */
export type Reason = 'silent' | 'write-stalled' | 'unacknowledged' | 'reset' | 'timed-out';

/**
 * Who is to blame, as far as can be told. `application-hung`: the peer's kernel acknowledges, its
 * program says nothing. `application-gone`: the peer's kernel does not know the connection (any more).
 * `host-gone`: nobody acknowledges, so the host or the way to it is gone.
 *
 * Seen through a proxy or load balancer that ends TCP, the host is the proxy.
 */
export type Cause = 'application-hung' | 'application-gone' | 'host-gone' | 'unknown';

/** The end of a connection. */
export interface Death {
  readonly reason: Reason;
  readonly cause: Cause;
  /** Since the last sign of life, ms; time in which this process itself stood still left out. */
  readonly silentMs: number;
  /** Pings sent on the connection, all in all. */
  readonly pings: number;
  /** What `cause` rests on; `undefined` when the kernel could not be asked, or was not. */
  readonly sendQueue: SendQueue | undefined;
  /** Errno of the connection's error, for `reset` and `timed-out`. */
  readonly code: string | undefined;
}

/** Who is to blame for silence. */
export const causeOf = (host: HostState): Cause =>
  host === 'answers' ? 'application-hung' : host === 'gone' ? 'host-gone' : 'unknown';

const RESET = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];
const TIMED_OUT = ['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH'];

/** Reads the error a connection ended with; `undefined` when the peer did not cause it. */
export function endOf(
  error: Error | undefined,
): Pick<Death, 'reason' | 'cause' | 'code'> | undefined {
  const code = (error as { readonly code?: string } | undefined)?.code;
  if (code === undefined) return undefined;
  if (RESET.includes(code)) return { reason: 'reset', cause: 'application-gone', code };
  if (TIMED_OUT.includes(code)) return { reason: 'timed-out', cause: 'host-gone', code };
  return undefined;
}
