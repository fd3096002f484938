/**
 * Connections on which the peer has stopped answering, and since when.
 * @module
 */
import type { SocketFacts } from '../model/socket.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { gained, grewOrZero, latest } from './looks.ts';
import type { Trail } from './looks.ts';

/** Unanswered transmissions in a row from which it is not one lost packet. */
export const UNANSWERED = 3;

/** `tcpi_bytes_acked` of a connection made here that has delivered nothing: the SYN counts as one. */
const SYN_BYTE = 1;

/**
 * The server has never taken a byte, and servers repeat their SYN-ACK to this host: its accept queue filled
 * up during the handshake, which `accept-reset-race` tells.
 */
export const isNotTakenIn = (namespace: NamespaceSurvey, trail: Trail): boolean =>
  grewOrZero(namespace, 'TcpExt.TCPSYNChallenge') > 0 &&
  (latest(trail).info?.bytesAcked ?? Infinity) <= SYN_BYTE &&
  latest(trail).info?.bytesReceived === 0;

/** Not a single segment came in during the window. */
export function isSilent(trail: Trail): boolean {
  const segments = gained(trail, (s) => s.info?.segsIn);
  if (segments !== undefined) return segments === 0;
  const heard = trail.map((s) => s.info?.lastAckRecvMs ?? 0);
  return heard.every((ms, n) => n === 0 || ms > (heard[n - 1] ?? 0));
}

/** Not a byte was acknowledged during the window, and the same number of bytes waits. */
export const isStuck = (trail: Trail): boolean =>
  (gained(trail, (s) => s.info?.bytesAcked) ?? 0) === 0 &&
  trail.every((s) => s.sendQueue > 0 && s.sendQueue >= trail[0].sendQueue);

/** Retransmissions in a row without an answer. */
export const repeats = (socket: SocketFacts): number =>
  Math.max(socket.timerRetries, socket.info?.backoff ?? 0);

/** A closed window whose probes nobody answers: a peer that merely does not read answers each. */
export const probesUnanswered = (trail: Trail): boolean =>
  latest(trail).timer === 'probe' &&
  (latest(trail).info?.probes ?? 0) >= UNANSWERED &&
  isSilent(trail);

/**
 * Time since the data that hangs was first sent, ms: the retransmission timeout doubles from one try
 * to the next, so its present value tells how long the tries have gone on.
 */
export function stuckMs(socket: SocketFacts): number {
  const rtoMs = (socket.info?.rtoUs ?? 0) / 1_000;
  const firstMs = rtoMs / 2 ** (socket.info?.backoff ?? 0);
  return Math.max(0, rtoMs - firstMs + (rtoMs - socket.timerMs));
}

/** Time since anything came from the peer, ms. */
export const unheardMs = (socket: SocketFacts): number =>
  Math.min(socket.info?.lastAckRecvMs ?? 0, socket.info?.lastDataRecvMs ?? Infinity);
