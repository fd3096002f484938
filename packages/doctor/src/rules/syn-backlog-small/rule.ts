/**
 * A small backlog makes the kernel answer real clients with SYN cookies, and log a flood that is none.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { mostHalfOpen, subjectAndInodes } from '../half-open.ts';
import { queueEvidence } from '../listener.ts';
import { HEALTHY, lacks, last, noGrowth, verdictOf } from '../looks.ts';
import type { Rule } from '../rule.ts';
import { DO_COOKIES, cookieEvidence, cookiesOf, isUnconditional, unclear } from '../syn-cookies.ts';
import { page, words } from './words.ts';

const ID = 'syn-backlog-small';

/** Up to this limit a crowd of ordinary size trips cookies; the default of older systems. */
const SMALL = 128;

/** Cookies go to clients that do come back. */
export const synBacklogSmall: Rule = {
  id: ID,
  page,

  wants: (namespace) => {
    const cookies = cookiesOf(namespace);
    return cookies?.kind === 'crowd' ? subjectAndInodes(smallest(namespace)).inodes : [];
  },

  check(namespace) {
    const cookies = cookiesOf(namespace);
    if (cookies === undefined) return noGrowth(namespace, DO_COOKIES);
    if (cookies.kind === 'unclear') return unclear(cookies);
    if (cookies.kind !== 'crowd' || isUnconditional(namespace)) return HEALTHY;
    const blind = lacks(namespace, 'sockets', 'listen limits');
    if (blind !== undefined) return blind;
    const listener = smallest(namespace);
    if (listener === undefined) return HEALTHY;
    return verdictOf([
      {
        rule: ID,
        severity: 'notice',
        confidence: 'probable',
        ...subjectAndInodes(listener),
        ...words(namespace, cookies, listener),
        evidence: [...cookieEvidence(cookies), ...queueEvidence(listener)],
        explains: [],
      },
    ]);
  },
};

/** The busiest listener with a small limit: handshakes under way first, then connections. */
function smallest(namespace: NamespaceSurvey): Listener | undefined {
  const { listeners, services } = last(namespace);
  const busy = (listener: Listener): number => {
    const service = services.find(({ port }) => port === listener.local.port);
    const halfOpen = mostHalfOpen(namespace, listener.local.port);
    return halfOpen * 1_000 + listener.waiting * 100 + (service?.established ?? 0);
  };
  return listeners
    .filter(({ limit }) => limit !== undefined && limit <= SMALL)
    .toSorted((a, b) => busy(b) - busy(a))[0];
}
