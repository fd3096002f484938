/**
 * SYN flood: handshakes that nobody means to finish fill the queue, and SYN cookies hold the door.
 *
 * Source: net/ipv4/tcp_input.c `tcp_conn_request()`, net/ipv4/syncookies.c.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { mostHalfOpen, subjectAndInodes } from '../half-open.ts';
import { HEALTHY, last, noGrowth, verdictOf } from '../looks.ts';
import type { Rule } from '../rule.ts';
import { DO_COOKIES, cookieEvidence, cookiesOf, unclear } from '../syn-cookies.ts';
import { page, words } from './words.ts';

const ID = 'syn-flood';

/** Half-open handshakes fill the queue to this share of its limit (measured: 65 of 64). */
const FILLED = 0.9;

/** Cookies go out and do not come back. */
export const synFlood: Rule = {
  id: ID,
  page,

  check(namespace) {
    const cookies = cookiesOf(namespace);
    if (cookies === undefined) return noGrowth(namespace, DO_COOKIES);
    if (cookies.kind === 'unclear') return unclear(cookies);
    if (cookies.kind !== 'flood') return HEALTHY;
    const listener = floodedListener(namespace);
    const halfOpen = listener === undefined ? 0 : mostHalfOpen(namespace, listener.local.port);
    return verdictOf([
      {
        rule: ID,
        severity: 'warning',
        confidence: 'certain',
        ...subjectAndInodes(listener),
        ...words(namespace, cookies, listener),
        evidence: [
          ...cookieEvidence(cookies),
          {
            what: { en: 'half-open handshakes', ko: '끝나지 않은 핸드셰이크' },
            value: halfOpen,
            unit: 'connections',
            source: 'sock_diag SYN-RECV',
          },
        ],
        explains: ['synack-lost'],
      },
    ]);
  },
};

/** Whose queue of handshakes is full; where only one listens it can be no other. */
function floodedListener(namespace: NamespaceSurvey): Listener | undefined {
  const { listeners } = last(namespace);
  const halfOpen = (listener: Listener) => mostHalfOpen(namespace, listener.local.port);
  const filled = listeners
    .filter((l) => l.limit !== undefined && halfOpen(l) >= l.limit * FILLED)
    .toSorted((a, b) => halfOpen(b) - halfOpen(a));
  return filled[0] ?? (listeners.length === 1 ? listeners[0] : undefined);
}
