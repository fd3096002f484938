/**
 * Handshakes that are not finished, by listening port.
 * @module
 */
import type { Listener, Service } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Finding, Subject } from '../model/verdict.ts';
import { inodesOf, subjectOf } from './listener.ts';
import { last } from './looks.ts';

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

/** The listener of a port, the one with the longest queue first. */
export const listenerOn = (namespace: NamespaceSurvey, port: number): Listener | undefined =>
  last(namespace)
    .listeners.filter((listener) => listener.local.port === port)
    .toSorted((a, b) => b.waiting - a.waiting)[0];

/** A listener as the subject of a finding, or the namespace when none can be named. */
export const subjectAndInodes = (
  listener: Listener | undefined,
): Pick<Finding, 'subject' | 'inodes'> => {
  const subject: Subject = listener === undefined ? { kind: 'namespace' } : subjectOf(listener);
  return { subject, inodes: listener === undefined ? [] : inodesOf(listener) };
};
