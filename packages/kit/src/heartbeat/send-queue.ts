/**
 * What the kernel knows about the bytes it has sent for us, and what that says about the peer's host.
 * The peer's kernel acknowledges bytes whether its program reads them or not.
 *
 * Source: net/ipv4/tcp_ipv4.c get_tcp4_sock().
 * @module
 */

/** Which timer of the connection is armed. `retransmit` includes the loss probe before it. */
export type SendTimer = 'off' | 'retransmit' | 'keepalive' | 'time-wait' | 'probe';

/** The sending side of one connection, from its row in /proc/net/tcp. */
export interface SendQueue {
  /** Handed to the kernel and not acknowledged by the peer's, bytes. Column tx_queue. */
  readonly unacknowledgedBytes: number;
  readonly timer: SendTimer;
  /** Retransmissions in a row without an acknowledgement. Column retrnsmt. */
  readonly retransmits: number;
  /** Probes of a closed window in a row without an answer. Column timeout. */
  readonly unansweredProbes: number;
}

/**
 * Whether the peer's kernel is there: it `answers`, it is `gone` (or the way to it is), bytes are
 * still `moving`, or nobody can tell.
 */
export type HostState = 'answers' | 'gone' | 'moving' | 'unknown';

/** One unanswered probe may still be on its way. */
const PROBES_IN_VAIN = 2;

/**
 * @param queue `undefined` when the kernel could not be asked.
 * @param afterPingBytes Bytes handed to the kernel after the last ping; -Infinity when the ping itself
 *   has not been.
 */
export function hostState(queue: SendQueue | undefined, afterPingBytes: number): HostState {
  if (queue === undefined) return 'unknown';
  const { unacknowledgedBytes, timer, retransmits, unansweredProbes } = queue;
  if (unacknowledgedBytes <= Math.max(0, afterPingBytes)) return 'answers';
  if (timer === 'probe') return unansweredProbes < PROBES_IN_VAIN ? 'answers' : 'gone';
  return retransmits > 0 ? 'gone' : 'moving';
}
