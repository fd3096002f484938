/**
 * Programs close accepted connections with a reset of their own wish: SO_LINGER with 0 seconds.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { inodesOf, programOf, subjectOf } from '../listener.ts';
import {
  ENOUGH_LOOKS,
  grew,
  grewOrZero,
  growsThroughout,
  HEALTHY,
  needsLooks,
  noGrowth,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import { onlyListener } from '../only-listener.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { watchResets } from '../watch-resets.ts';
import * as words from './words.ts';

const ID = 'linger-reset';
/** Source: `__tcp_close()` in net/ipv4/tcp.c; also late data to a socket that is closed already. */
const THROWN_AWAY = 'TcpExt.TCPAbortOnData';
const ESTAB_RESETS = 'Tcp.EstabResets';
const UNREAD = 'TcpExt.TCPAbortOnClose';
const ACCEPTED = 'Tcp.PassiveOpens';
const MADE = 'Tcp.ActiveOpens';
const SENT = 'TcpExt.TCPOrigDataSent';

/** Share of the connections accepted: 1.0 measured where the program does it to everyone. */
const SHARE = 0.5;
/** Resets a second: below, it may be a health check that hangs up in a hurry. */
const PER_SECOND = 5;

/** Most clients that were let in are reset by the program that has served them, or has not. */
export const lingerReset: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace) {
    const aborted = grew(namespace, THROWN_AWAY);
    if (aborted === undefined) return noGrowth(namespace, THROWN_AWAY);
    if (aborted === 0) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const reset = Math.max(0, wished(namespace) - grewOrZero(namespace, MADE));
    const hurts =
      // Not one program that ended and reset what it held.
      growsThroughout(namespace, THROWN_AWAY) &&
      reset >= PER_SECOND * windowSeconds(namespace) &&
      reset >= SHARE * grewOrZero(namespace, ACCEPTED);
    return verdictOf(hurts ? [finding(namespace, reset)] : []);
  },
};

/**
 * Connections that were up when they were reset, those with data unread left out. Late data to a
 * socket that is closed already moves the one counter only, a reset that comes in only the other.
 */
function wished(namespace: NamespaceSurvey): number {
  const wereUp = grewOrZero(namespace, ESTAB_RESETS) - grewOrZero(namespace, UNREAD);
  return Math.max(0, Math.min(grewOrZero(namespace, THROWN_AWAY), wereUp));
}

function finding(namespace: NamespaceSurvey, reset: number): Finding {
  const only = onlyListener(namespace);
  const who = only === undefined ? undefined : programOf(namespace, only);
  const accepted = grewOrZero(namespace, ACCEPTED);
  const sent = grew(namespace, SENT);
  const unanswered = sent !== undefined && sent < SHARE * reset;
  return {
    rule: ID,
    severity: unanswered ? 'warning' : 'notice',
    confidence: 'probable',
    subject: only === undefined ? { kind: 'namespace' } : subjectOf(only),
    inodes: only === undefined ? [] : inodesOf(only),
    title: words.title(who, reset, accepted),
    happens: unanswered ? words.HAPPENS.unanswered : words.HAPPENS.answered,
    why: words.why(reset, accepted),
    evidence: [
      reading(
        words.WHAT.reset,
        reset,
        'connections',
        `min(${THROWN_AWAY}, ${ESTAB_RESETS} - ${UNREAD}) - ${MADE}`,
      ),
      reading(words.WHAT.accepted, accepted, 'connections', ACCEPTED),
      ...(sent === undefined ? [] : [reading(words.WHAT.sent, sent, 'segments', SENT)]),
    ],
    not: words.NOT,
    remedies: [words.NO_LINGER, ...(only === undefined ? [watchResets(namespace)] : [])],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}
