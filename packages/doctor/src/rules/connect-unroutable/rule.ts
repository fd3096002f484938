/**
 * Connections opened here cannot be delivered.
 * @module
 */
import type { Destination } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding, Subject, Verdict } from '../../model/verdict.ts';
import { attemptsInAll, attemptSteps } from '../attempts.ts';
import type { Attempts } from '../attempts.ts';
import { inside } from '../command.ts';
import {
  ENOUGH_LOOKS,
  grewOrZero,
  HEALTHY,
  lacks,
  last,
  needsLooks,
  noGrowth,
  verdictOf,
} from '../looks.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import * as words from './words.ts';

const ID = 'connect-unroutable';

/** Attempts to connect come back as ICMP, find no neighbour or no route. */
export const connectUnroutable: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'snmp', 'netstat') ?? cannotTell(namespace);
    if (gone !== undefined) return gone;
    const sort = sortOf(namespace);
    return sort === undefined ? HEALTHY : verdictOf([finding(namespace, sort)]);
  },
};

/** What stands in the way. */
type Sort = 'icmp' | 'neighbour' | 'route';

function cannotTell(namespace: NamespaceSurvey): Verdict | undefined {
  if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
  const known = last(namespace).counters['Tcp.AttemptFails'] !== undefined;
  return known ? undefined : noGrowth(namespace, 'Tcp.AttemptFails');
}

/** The kernel sends itself an ICMP when a neighbour does not answer, so that is asked first. */
function sortOf(namespace: NamespaceSurvey): Sort | undefined {
  const steps = attemptSteps(namespace);
  if (steps.every((step) => step.noNextHop > 0) && neverLeft(namespace)) return 'neighbour';
  if (steps.every((step) => step.byIcmp > 0)) return 'icmp';
  return steps.every((step) => step.noRoute > 0) ? 'route' : undefined;
}

/**
 * What is held up locally are SYN: attempts end by ICMP, or wait and none has been sent again. A
 * neighbour is given up every 3 s, which a short window may miss.
 */
const neverLeft = (namespace: NamespaceSurvey): boolean =>
  attemptsInAll(namespace).byIcmp > 0 ||
  (grewOrZero(namespace, 'TcpExt.TCPSynRetrans') === 0 && waiting(namespace).length > 0);

/** Destinations with connections in SYN_SENT in every look but the first, which may follow a failure of all. */
const waiting = (namespace: NamespaceSurvey): Destination[] =>
  last(namespace).destinations.filter((at) =>
    namespace.looks
      .slice(1)
      .every((look) =>
        look.destinations.some(
          (d) =>
            d.source === at.source &&
            d.remote.address === at.remote.address &&
            d.remote.port === at.remote.port &&
            d.synSent > 0,
        ),
      ),
  );

/** The destination, where only one waits for its neighbour. */
function subjectOf(namespace: NamespaceSurvey, sort: Sort): Subject {
  const [at, ...others] = sort === 'neighbour' ? waiting(namespace) : [];
  return at === undefined || others.length > 0
    ? { kind: 'namespace' }
    : { kind: 'destination', source: at.source, ...at.remote, family: at.family };
}

const SOURCES: Record<Sort, string> = {
  icmp: 'Icmp.InDestUnreachs, Icmp6.InDestUnreachs',
  neighbour: 'TcpExt.TCPSpuriousRtxHostQueues',
  route: 'Ip.OutNoRoutes',
};

const countOf = (sort: Sort, all: Attempts): number =>
  ({ icmp: all.byIcmp, neighbour: all.noNextHop, route: all.noRoute })[sort];

function finding(namespace: NamespaceSurvey, sort: Sort): Finding {
  const all = attemptsInAll(namespace);
  const count = countOf(sort, all);
  const clear = sort === 'neighbour' || (sort === 'icmp' && all.icmpAgrees);
  return {
    rule: ID,
    severity: clear ? 'warning' : 'notice',
    confidence: clear ? 'probable' : 'suspected',
    subject: subjectOf(namespace, sort),
    inodes:
      sort === 'neighbour'
        ? waiting(namespace)
            .flatMap((at) => at.inodes)
            .slice(0, 3)
        : [],
    title: words.TITLE[sort](count),
    happens: words.HAPPENS[sort],
    why: words.WHY[sort](all.failed, all.opened),
    evidence: [
      reading(words.WHAT[sort], count, sort === 'icmp' ? 'packets' : 'events', SOURCES[sort]),
      reading(words.WHAT.failed, all.failed, 'connections', 'Tcp.AttemptFails'),
      reading(words.WHAT.opened, all.opened, 'connections', 'Tcp.ActiveOpens'),
    ],
    not: [
      { rule: 'connect-blackhole', because: words.NOT.blackhole },
      { rule: 'connect-refused', because: words.NOT.refused(all.refused) },
    ],
    remedies: [
      words.route(inside(namespace, words.LOOK_AT[sort === 'neighbour' ? sort : 'route'])),
      ...(sort === 'icmp'
        ? [words.watchIcmp(inside(namespace, words.WATCH_ICMP)), words.LET_THROUGH]
        : []),
    ],
    doesNotHelp: words.FOLKLORE,
    // A router or firewall limits how many ICMP it sends; the SYN in between get no answer.
    explains: clear ? ['connect-blackhole'] : [],
  };
}
