/**
 * The one listener that counters of a whole namespace can be about.
 * @module
 */
import type { Listener } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { last } from './looks.ts';

/** The listener, where there is only one port: counters do not tell which of several it is. */
export function onlyListener(namespace: NamespaceSurvey): Listener | undefined {
  const { listeners } = last(namespace);
  const ports = new Set(listeners.map(({ local }) => local.port));
  return ports.size === 1 ? listeners[0] : undefined;
}
