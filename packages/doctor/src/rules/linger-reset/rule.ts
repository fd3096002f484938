/**
 * Programs close accepted connections with a reset of their own wish: SO_LINGER with 0 seconds.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { inodesOf, programOf, subjectOf } from '../listener.ts';
import { ENOUGH_LOOKS, grew, growsThroughout, HEALTHY, needsLooks, noGrowth } from '../looks.ts';
import { onlyListener } from '../only-listener.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { watchResets } from '../watch-resets.ts';
import {
  ACCEPTED,
  ESTAB_RESETS,
  OWN,
  OWN_SOURCE,
  resetByWish,
  resetUnread,
  THROWN_AWAY,
  UNREAD,
  verdictOn,
} from '../whose-resets.ts';
import type { Resets } from '../whose-resets.ts';
import * as words from './words.ts';

const ID = 'linger-reset';
const SENT = 'TcpExt.TCPOrigDataSent';

/** Share of the resets: fewer data segments sent, and there were no answers. */
const ANSWERED = 0.5;

/** Most clients that were let in are reset by the program that has served them, or has not. */
export const lingerReset: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace) {
    const aborted = grew(namespace, THROWN_AWAY);
    if (aborted === undefined) return noGrowth(namespace, THROWN_AWAY);
    if (aborted === 0) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    // Not one program that ended and reset what it held.
    if (!growsThroughout(namespace, THROWN_AWAY)) return HEALTHY;
    return verdictOn(namespace, {
      resets: resetByWish(namespace),
      others: resetUnread(namespace),
      finding: (whose, isCrowd) => finding(namespace, whose, isCrowd),
    });
  },
};

function finding(namespace: NamespaceSurvey, whose: Resets, isCrowd: boolean): Finding {
  const { atLeast: reset, accepted, own } = whose;
  const only = onlyListener(namespace);
  const who = only === undefined ? undefined : programOf(namespace, only);
  const sent = grew(namespace, SENT);
  const unanswered = sent !== undefined && sent < ANSWERED * reset;
  return {
    rule: ID,
    severity: unanswered && isCrowd ? 'warning' : 'notice',
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
        `min(${THROWN_AWAY}, ${ESTAB_RESETS} - ${UNREAD}) - (${OWN_SOURCE})`,
      ),
      reading(words.WHAT.accepted, accepted, 'connections', ACCEPTED),
      reading(OWN, own, 'connections', OWN_SOURCE),
      ...(sent === undefined ? [] : [reading(words.WHAT.sent, sent, 'segments', SENT)]),
    ],
    not: words.NOT,
    remedies: [words.NO_LINGER, ...(only === undefined ? [watchResets(namespace)] : [])],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}
