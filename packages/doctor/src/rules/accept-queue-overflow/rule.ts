/**
 * Accept queue overflows: the kernel turned connections away because a queue was full.
 *
 * Source: net/ipv4/tcp_input.c `tcp_conn_request()`, net/ipv4/tcp_ipv4.c `tcp_v4_syn_recv_sock()`.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import type { Confidence, Evidence, Finding } from '../../model/verdict.ts';
import { acceptRate, isStuck } from '../accept-rate.ts';
import type { AcceptRate } from '../accept-rate.ts';
import {
  WANTED_LISTENERS,
  addressKey,
  droppedBy,
  ending,
  inodesOf,
  isFull,
  queueBar,
  queueEvidence,
  subjectOf,
} from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import {
  HEALTHY,
  grew,
  last,
  lacks,
  listenerTrails,
  noGrowth,
  sysctlNumber,
  verdictOf,
} from '../looks.ts';
import type { Rule } from '../rule.ts';
import { unclosed } from '../standstill.ts';
import { nowhereWords, page, words } from './words.ts';

const ID = 'accept-queue-overflow';
const COUNTER = 'TcpExt.ListenOverflows';

/** From this share of the attempts on, clients are failing and not just waiting a second longer. */
const CRITICAL_RATIO = 0.05;

/** Listeners on one address whose owners are shown. */
const MOST_NAMED = 8;

/** What a full accept queue brings about by itself. */
const CONSEQUENCES = [
  'accept-queue-delay',
  'unaccepted-close-wait',
  'syn-backlog-small',
  'synack-lost',
  'connect-blackhole',
  'receiver-app-slow',
  'peer-not-reading',
];

/** Connections were dropped because nobody called accept() in time. */
export const acceptQueueOverflow: Rule = {
  id: ID,
  page,

  wants: (namespace) =>
    culprits(namespace)
      .flatMap(({ trail, siblings }) => [trail, ...siblings])
      .flatMap((trail) => inodesOf(ending(trail)))
      .slice(0, WANTED_LISTENERS),

  check(namespace) {
    const overflows = grew(namespace, COUNTER);
    if (overflows === undefined) return noGrowth(namespace, COUNTER);
    if (overflows === 0) return HEALTHY;
    const findings = culprits(namespace).map((one) => findingFor(namespace, one, overflows));
    return verdictOf(findings.length > 0 ? findings : [somewhere(namespace, overflows)]);
  },
};

interface Culprit {
  readonly trail: ListenerTrail;
  /** Others on the same address, behind SO_REUSEPORT: they are one trouble. */
  readonly siblings: readonly ListenerTrail[];
  /** Connections dropped by it alone; all of the namespace's where the kernel does not tell. */
  readonly drops: number | undefined;
  readonly confidence: Confidence;
}

/** Whose drops grew; else who is full now. */
function culprits(namespace: NamespaceSurvey): Culprit[] {
  const trails = listenerTrails(namespace);
  const dropped = trails.filter((trail) => droppedBy(trail) > 0);
  if (dropped.length > 0) {
    return byAddress(dropped)
      .map(([trail, ...siblings]) => {
        const drops = [trail, ...siblings].reduce((sum, one) => sum + droppedBy(one), 0);
        return { trail, siblings, drops, confidence: 'certain' as const };
      })
      .toSorted((a, b) => b.drops - a.drops);
  }
  const full = trails.filter((trail) => isFull(ending(trail)));
  return byAddress(full).map(([trail, ...siblings]) => {
    return { trail, siblings, drops: undefined, confidence: 'probable' };
  });
}

/** Listeners that share an address, the one that drops most first. */
function byAddress(trails: readonly ListenerTrail[]): [ListenerTrail, ...ListenerTrail[]][] {
  const sorted = trails.toSorted((a, b) => droppedBy(b) - droppedBy(a));
  const groups = Map.groupBy(sorted, ([listener]) => addressKey(listener));
  return [...groups.values()].flatMap(([head, ...rest]) =>
    head === undefined ? [] : [[head, ...rest]],
  );
}

/** One finding for all that share an address: the worst, with the drops of all. */
function findingFor(namespace: NamespaceSurvey, culprit: Culprit, overflows: number): Finding {
  const all = [culprit.trail, ...culprit.siblings];
  const listener = ending(culprit.trail);
  const rate = acceptRate(namespace);
  const stuck = all.every((trail) => isStuck(namespace, trail));
  const drops = culprit.drops ?? overflows;
  const staysFull = culprit.trail.every(isFull);
  const said = words(namespace, { listener, rate, stuck, staysFull, drops, sharing: all.length });
  const bar = queueBar(listener, said.note);
  return {
    rule: ID,
    severity: isCritical(culprit.trail, overflows, rate) ? 'critical' : 'warning',
    confidence: culprit.confidence,
    subject: subjectOf(listener),
    inodes: all.slice(0, MOST_NAMED).flatMap((trail) => inodesOf(ending(trail))),
    title: said.title,
    happens: said.happens,
    why: said.why,
    ...(bar === undefined ? {} : { bar }),
    evidence: [overflowEvidence(overflows), ...ownDrops(culprit), ...queueEvidence(listener)],
    not: said.not,
    remedies: said.remedies,
    doesNotHelp: said.doesNotHelp,
    explains: explained(namespace, stuck ? all.map(ending) : []),
  };
}

/** Full still, or a good part of all attempts was turned away. */
function isCritical(
  trail: ListenerTrail,
  overflows: number,
  rate: AcceptRate | undefined,
): boolean {
  if (isFull(ending(trail)) || rate === undefined) return true;
  return overflows >= rate.attempts * CRITICAL_RATIO;
}

/**
 * Resets are a matter of their own where a setting asks for them.
 *
 * @param stuck Listeners from which nothing at all is accepted.
 */
function explained(namespace: NamespaceSurvey, stuck: readonly Listener[] = []): string[] {
  const asked = sysctlNumber(last(namespace), 'net.ipv4.tcp_abort_on_overflow') === 1;
  return [
    ...CONSEQUENCES,
    ...(asked ? [] : ['accept-reset-race']),
    ...(stuck.length > 0 ? ['syn-queue-drop', ...unclosed(namespace, stuck)] : []),
  ];
}

/** Nobody can be named: the queue has drained, the listener has gone, or sockets cannot be seen. */
function somewhere(namespace: NamespaceSurvey, overflows: number): Finding {
  const said = nowhereWords(overflows, lacks(namespace, 'sockets', 'listen limits'));
  return {
    rule: ID,
    severity: 'warning',
    confidence: 'certain',
    subject: { kind: 'namespace' },
    inodes: [],
    ...said,
    evidence: [overflowEvidence(overflows)],
    not: [],
    explains: explained(namespace),
  };
}

const overflowEvidence = (value: number): Evidence => ({
  what: {
    en: 'connection attempts turned away, repeats counted',
    ko: '버려진 연결 시도 (재시도 포함)',
  },
  value,
  unit: 'connections',
  source: COUNTER,
});

/** Connections dropped by these listeners alone; nothing where the kernel does not tell. */
function ownDrops({ trail, siblings, drops }: Culprit): Evidence[] {
  if (drops === undefined) return [];
  const count = siblings.length + 1;
  const what: Text =
    count === 1
      ? { en: 'dropped by this listener, by its own count', ko: '해당 리스너가 직접 집계한 drops' }
      : {
          en: `dropped by its ${count} listeners, by their own count`,
          ko: `해당 주소의 리스너 ${count}개가 직접 집계한 drops`,
        };
  const source = `sock_diag sk_drops, now ${ending(trail).drops ?? 0}`;
  return [{ what, value: drops, unit: 'connections', source }];
}
