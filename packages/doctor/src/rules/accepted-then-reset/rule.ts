/**
 * Programs accept connections and close them without reading what the client sent: the kernel resets them.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding, Subject } from '../../model/verdict.ts';
import { inodesOf, programOf, subjectOf, WANTED_LISTENERS } from '../listener.ts';
import {
  ENOUGH_LOOKS,
  grew,
  grewOrZero,
  growsThroughout,
  HEALTHY,
  last,
  needsLooks,
  noGrowth,
} from '../looks.ts';
import { onlyListener } from '../only-listener.ts';
import { ownersOf } from '../owner.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { recognise } from '../stack.ts';
import { watchResets } from '../watch-resets.ts';
import { ACCEPTED, OWN, OWN_SOURCE, resetByWish, UNREAD, verdictOn } from '../whose-resets.ts';
import type { Resets } from '../whose-resets.ts';
import * as words from './words.ts';

const ID = 'accepted-then-reset';

/** Most clients that are let in are reset. */
export const acceptedThenReset: Rule = {
  id: ID,
  page: words.PAGE,

  wants: (namespace) =>
    grewOrZero(namespace, UNREAD) > 0 ? inodes(namespace).slice(0, WANTED_LISTENERS) : [],

  check(namespace) {
    const aborted = grew(namespace, UNREAD);
    if (aborted === undefined) return noGrowth(namespace, UNREAD);
    if (aborted === 0) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    // Not one program that ended and left its connections behind.
    if (!growsThroughout(namespace, UNREAD)) return HEALTHY;
    return verdictOn(namespace, {
      resets: aborted,
      others: resetByWish(namespace),
      finding: (whose, isCrowd) => finding(namespace, whose, isCrowd),
    });
  },
};

const inodes = (namespace: NamespaceSurvey): number[] =>
  last(namespace).listeners.flatMap(inodesOf);

function finding(namespace: NamespaceSurvey, whose: Resets, isCrowd: boolean): Finding {
  const { atLeast: reset, accepted, own } = whose;
  const only = onlyListener(namespace);
  const who = only === undefined ? undefined : programOf(namespace, only);
  const hasNginx = ownersOf(namespace, inodes(namespace)).some((o) => recognise(o) === 'nginx');
  return {
    rule: ID,
    severity: isCrowd ? 'warning' : 'notice',
    confidence: 'probable',
    subject: only === undefined ? NAMESPACE : subjectOf(only),
    inodes: only === undefined ? [] : inodesOf(only),
    title: words.title(who, reset, accepted),
    happens: words.HAPPENS,
    why: words.why(reset, accepted),
    evidence: [
      reading(words.WHAT.unread, reset, 'connections', `${UNREAD} - (${OWN_SOURCE})`),
      reading(words.WHAT.accepted, accepted, 'connections', ACCEPTED),
      reading(OWN, own, 'connections', OWN_SOURCE),
    ],
    not: words.NOT,
    remedies: [
      ...(hasNginx ? [words.NGINX] : []),
      words.READ_LOG,
      ...(only === undefined ? [watchResets(namespace)] : []),
    ],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}

const NAMESPACE: Subject = { kind: 'namespace' };
