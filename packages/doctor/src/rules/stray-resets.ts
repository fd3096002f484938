/**
 * Resets for which there was no socket: what is left of `Tcp.OutRsts` when the connections that were ended
 * with a reset are taken off.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import { attemptsInAll } from './attempts.ts';
import { grewOrZero } from './looks.ts';

const RESETS = 'Tcp.OutRsts';
/** Each sends a reset. Source: `__tcp_close()` in net/ipv4/tcp.c. */
const SENT = ['TcpExt.TCPAbortOnClose', 'TcpExt.TCPAbortOnData'] as const;
/** Each may: an attempt that times out sends none, a handshake that a client's reset breaks off neither. */
const MAY_BE_SENT = [
  'TcpExt.TCPAbortOnTimeout',
  'TcpExt.TCPAbortOnMemory',
  'TcpExt.TCPAbortOnLinger',
  'TcpExt.TCPAbortFailed',
  'TcpExt.EmbryonicRsts',
  'TcpExt.SyncookiesFailed',
  'TcpExt.TCPTimeWaitOverflow',
] as const;

const sum = (namespace: NamespaceSurvey, names: readonly string[]): number =>
  names.reduce((total, name) => total + grewOrZero(namespace, name), 0);

/** Connections ended with a reset from here, and what else breeds resets. */
export const endings = (namespace: NamespaceSurvey): number =>
  sum(namespace, [...SENT, ...MAY_BE_SENT]);

/** Resets without a socket; below zero when fewer were sent than connections ended. */
export function strayResets(namespace: NamespaceSurvey): {
  readonly atLeast: number;
  readonly atMost: number;
} {
  const resets = grewOrZero(namespace, RESETS);
  return { atLeast: resets - endings(namespace), atMost: resets - sum(namespace, SENT) };
}

/** Attempts refused in the namespaces of a survey. */
export const refusedInAll = ({ namespaces }: Survey): number =>
  namespaces.reduce((total, namespace) => total + attemptsInAll(namespace).refused, 0);
