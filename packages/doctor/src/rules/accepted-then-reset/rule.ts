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
  last,
  needsLooks,
  noGrowth,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import { onlyListener } from '../only-listener.ts';
import { ownersOf } from '../owner.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { recognise } from '../stack.ts';
import { watchResets } from '../watch-resets.ts';
import * as words from './words.ts';

const ID = 'accepted-then-reset';
/** Source: `__tcp_close()` in net/ipv4/tcp.c, when data was never read. */
const UNREAD = 'TcpExt.TCPAbortOnClose';
const ACCEPTED = 'Tcp.PassiveOpens';
const MADE = 'Tcp.ActiveOpens';

/** Share of the connections accepted: 0.98 measured with nginx out of worker_connections, 0 with one that is not. */
const SHARE = 0.5;
/** Resets a second: below, it may be a few scanners that sshd sends away. */
const PER_SECOND = 5;

/** Most clients that are let in are reset. */
export const acceptedThenReset: Rule = {
  id: ID,
  page: words.PAGE,

  wants: (namespace) =>
    grewOrZero(namespace, UNREAD) > 0 ? inodes(namespace).slice(0, WANTED_LISTENERS) : [],

  check(namespace) {
    const aborted = grew(namespace, UNREAD);
    if (aborted === undefined) return noGrowth(namespace, UNREAD);
    if (aborted === 0) return verdictOf([]);
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const reset = resetClients(namespace, aborted);
    const accepted = grewOrZero(namespace, ACCEPTED);
    const hurts =
      // Not one program that ended and left its connections behind.
      growsThroughout(namespace, UNREAD) &&
      reset >= PER_SECOND * windowSeconds(namespace) &&
      reset >= SHARE * accepted;
    return verdictOf(hurts ? [finding(namespace, reset, accepted)] : []);
  },
};

/** Each connection made here may be among those that were reset: clients, too, give up reading. */
const resetClients = (namespace: NamespaceSurvey, aborted: number): number =>
  Math.max(0, aborted - grewOrZero(namespace, MADE));

const inodes = (namespace: NamespaceSurvey): number[] =>
  last(namespace).listeners.flatMap(inodesOf);

function finding(namespace: NamespaceSurvey, reset: number, accepted: number): Finding {
  const only = onlyListener(namespace);
  const who = only === undefined ? undefined : programOf(namespace, only);
  const hasNginx = ownersOf(namespace, inodes(namespace)).some((o) => recognise(o) === 'nginx');
  return {
    rule: ID,
    severity: 'warning',
    confidence: 'probable',
    subject: only === undefined ? NAMESPACE : subjectOf(only),
    inodes: only === undefined ? [] : inodesOf(only),
    title: words.title(who, reset, accepted),
    happens: words.HAPPENS,
    why: words.why(reset, accepted),
    evidence: [
      reading(words.WHAT.unread, reset, 'connections', `${UNREAD} - ${MADE}`),
      reading(words.WHAT.accepted, accepted, 'connections', ACCEPTED),
      reading(words.WHAT.made, grewOrZero(namespace, MADE), 'connections', MADE),
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
