/**
 * The other end of a connection, when the same survey has seen it: another namespace of this host.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import { grewOrZero } from './looks.ts';
import { isLoopback, unmapped } from './ports.ts';

/** The surveyed namespace an address belongs to; loopback is the namespace's own. */
export function namespaceAt(
  survey: Survey,
  from: NamespaceSurvey,
  address: string,
): NamespaceSurvey | undefined {
  if (isLocalTo(from, address)) return from;
  return survey.namespaces.find((other) => isLocalTo(other, address) && !isLoopback(address));
}

/** Whether an address is loopback or one of the namespace's own. */
export const isLocalTo = (namespace: NamespaceSurvey, address: string): boolean =>
  isLoopback(address) || namespace.addresses.includes(unmapped(address));

/**
 * Segments the receiving kernel threw away for want of memory during the window, where the receiver is in this survey:
 * to the sender they look like loss on the path. 0 when it is elsewhere.
 */
export function droppedAtPeer(survey: Survey, from: NamespaceSurvey, address: string): number {
  const peer = namespaceAt(survey, from, address);
  return peer === undefined ? 0 : grewOrZero(peer, 'TcpExt.TCPRcvQDrop');
}
