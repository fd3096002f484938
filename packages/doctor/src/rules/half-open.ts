/**
 * Handshakes that are not finished, by listening port.
 * @module
 */
import type { Listener, Service } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Finding, Subject } from '../model/verdict.ts';
import { inodesOf, subjectOf } from './listener.ts';
import { last, serviceOn } from './looks.ts';
import { unmapped } from './ports.ts';

/** Most half-open handshakes on a port in any look. */
export const mostHalfOpen = (namespace: NamespaceSurvey, port: number): number =>
  Math.max(
    0,
    ...namespace.looks.map(
      (look) => look.services.find((service) => service.port === port)?.synRecv ?? 0,
    ),
  );

/** Ports whose condition holds in every look, with the service as it was in the last. */
export const inEveryLook = (
  namespace: NamespaceSurvey,
  condition: (service: Service) => boolean,
): Service[] =>
  last(namespace).services.filter((service) =>
    namespace.looks.every((look) =>
      look.services.some((other) => other.port === service.port && condition(other)),
    ),
  );

/**
 * The listener of a port: the one with the longest queue, and among equals the one that half-open
 * handshakes came to. Several programs may listen on one port, each on an address of its own.
 */
export function listenerOn(namespace: NamespaceSurvey, port: number): Listener | undefined {
  const look = last(namespace);
  const to = unmapped(serviceOn(look, port)?.synRecvAddress ?? '');
  return look.listeners
    .filter((listener) => listener.local.port === port)
    .toSorted((a, b) => b.waiting - a.waiting || nearness(b, to) - nearness(a, to))[0];
}

/** How well a listener's address fits one that a SYN came to, as the kernel scores it. */
function nearness({ local }: Listener, to: string): number {
  const address = unmapped(local.address);
  if (address === to) return 3;
  if (address === '0.0.0.0') return to.includes(':') ? 0 : 2;
  return address === '::' ? 1 : -1;
}

/** A listener as the subject of a finding, or the namespace when none can be named. */
export const subjectAndInodes = (
  listener: Listener | undefined,
): Pick<Finding, 'subject' | 'inodes'> => {
  const subject: Subject = listener === undefined ? { kind: 'namespace' } : subjectOf(listener);
  return { subject, inodes: listener === undefined ? [] : inodesOf(listener) };
};
