/**
 * What a survey could not see, and why.
 * @module
 */
import type { FoundNamespace } from '../kernel/namespaces.ts';
import type { MissingPower, NamespaceSurvey } from '../model/survey.ts';
import type { Looked } from './share.ts';

/** Namespaces that stayed closed from the start. */
export const notEntered = (found: readonly FoundNamespace[]): MissingPower[] =>
  found.flatMap(({ enterable, name, code }): MissingPower[] =>
    enterable ? [] : [{ what: 'namespace', which: name, ...(code === undefined ? {} : { code }) }],
  );

/** Namespaces that could not be entered after all, or ended meanwhile. */
export const closedMeanwhile = (looked: readonly Looked[]): MissingPower[] =>
  looked.flatMap(({ name, closed }): MissingPower[] =>
    closed === undefined ? [] : [{ what: 'namespace', which: name, code: closed }],
  );

/** Processes whose namespace has no name. */
export const hiddenProcesses = (count: number): MissingPower[] =>
  count === 0 ? [] : [{ what: 'processes', which: String(count) }];

/** That sockets had to be read from /proc/net/tcp somewhere. */
export const withoutNetlink = (namespaces: readonly NamespaceSurvey[]): MissingPower[] =>
  namespaces.some(({ looks }) => looks.some((look) => look.withoutNetlink))
    ? [{ what: 'netlink' }]
    : [];

/** What netlink alone knows: told as `netlink`. */
const OF_NETLINK: ReadonlySet<string> = new Set(['listen limits', 'tcp_info']);

/** Sources that could not be read somewhere, each once. */
export function unreadSources(namespaces: readonly NamespaceSurvey[]): MissingPower[] {
  const missing = namespaces.flatMap(({ looks }) => looks.flatMap((look) => look.missing));
  const bySource = new Map(missing.map(({ source, code }) => [source, code]));
  return [...bySource]
    .filter(([source]) => !OF_NETLINK.has(source))
    .map(([which, code]) => ({ what: 'source', which, code }));
}
