/**
 * Connections wait long in the accept queue without any being dropped: connect() is fast, the answer
 * is not.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { acceptRate, acceptsNothing } from '../accept-rate.ts';
import {
  WANTED_LISTENERS,
  addressKey,
  ending,
  inodesOf,
  isFull,
  isWaitedOn,
  oldestWait,
  queueBar,
  queueEvidence,
  subjectOf,
} from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import {
  ENOUGH_LOOKS,
  HEALTHY,
  grew,
  lacks,
  last,
  listenerTrails,
  needsLooks,
  noGrowth,
  serviceOn,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import type { Rule } from '../rule.ts';
import { unclosed } from '../standstill.ts';
import { page, words } from './words.ts';

const ID = 'accept-queue-delay';
const COUNTER = 'TcpExt.ListenOverflows';

/** Clients notice; measured queues that keep up are gone within milliseconds. */
const LONG_WAIT_MS = 1_000;

const CONSEQUENCES = [
  'unaccepted-close-wait',
  'receiver-app-slow',
  'peer-not-reading',
  'synack-lost',
];

/** Clients wait in the queue for longer than a second. */
export const acceptQueueDelay: Rule = {
  id: ID,
  page,

  wants: (namespace) =>
    slow(namespace)
      .flatMap(({ trail }) => inodesOf(ending(trail)))
      .slice(0, WANTED_LISTENERS),

  check(namespace) {
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    if (last(namespace).listeners.every((listener) => listener.waiting === 0)) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const overflows = grew(namespace, COUNTER);
    if (overflows === undefined) return noGrowth(namespace, COUNTER);
    if (overflows > 0) return HEALTHY;
    const byAddress = Map.groupBy(slow(namespace), ({ trail }) => addressKey(ending(trail)));
    const longest = [...byAddress.values()].flatMap(
      (queues) => queues.toSorted((a, b) => b.delayMs - a.delayMs)[0] ?? [],
    );
    return verdictOf(longest.map((queue) => findingFor(namespace, queue)));
  },
};

/** A queue in which clients wait, and for how long at least. */
export interface SlowQueue {
  readonly trail: ListenerTrail;
  readonly delayMs: number;
  /** Nobody was accepted from it over the whole window, or whoever could is stopped now. */
  readonly stuck: boolean;
  /** How the delay is known: the first in the queue, or its length over the rate of accepting. */
  readonly by: 'age' | 'rate';
}

function slow(namespace: NamespaceSurvey): SlowQueue[] {
  return listenerTrails(namespace)
    .filter((trail) => isWaitedOn(trail) && somebodyStays(namespace, trail))
    .flatMap((trail) => {
      const measured = byAge(namespace, trail) ?? byRate(namespace, trail);
      if (measured === undefined || measured.delayMs <= LONG_WAIT_MS) return [];
      return [{ ...measured, trail, stuck: acceptsNothing(namespace, trail) }];
    });
}

/** Not everybody on this port has given up already. */
const somebodyStays = (namespace: NamespaceSurvey, trail: ListenerTrail): boolean =>
  namespace.looks.every((look) => {
    const service = serviceOn(look, trail[0].local.port);
    return service === undefined || service.unacceptedCloseWait < service.unaccepted;
  });

/** The first in the queue, which grew older while we looked. */
function byAge(namespace: NamespaceSurvey, trail: ListenerTrail) {
  const wait = oldestWait(namespace, ending(trail).local.port);
  if (wait === undefined || wait.afterMs <= LONG_WAIT_MS || wait.afterMs <= wait.beforeMs) {
    return undefined;
  }
  return { delayMs: wait.afterMs, by: 'age' as const };
}

/**
 * Whoever arrives now waits until those before have been accepted. With several ports listening the
 * rate is an upper bound, so the delay is a lower one.
 */
function byRate(namespace: NamespaceSurvey, trail: ListenerTrail) {
  const rate = acceptRate(namespace);
  if (rate === undefined) return undefined;
  const shortest = Math.min(...trail.map((listener) => listener.waiting));
  const delayMs =
    rate.accepted === 0
      ? windowSeconds(namespace) * 1_000
      : (shortest / rate.acceptedPerSec) * 1_000;
  return { delayMs, by: 'rate' as const };
}

function findingFor(namespace: NamespaceSurvey, queue: SlowQueue): Finding {
  const listener = ending(queue.trail);
  const said = words(namespace, queue);
  const bar = queueBar(listener);
  return {
    rule: ID,
    severity: queue.stuck || isFull(listener) ? 'critical' : 'warning',
    confidence: queue.by === 'age' && queue.stuck ? 'certain' : 'probable',
    subject: subjectOf(listener),
    inodes: inodesOf(listener),
    ...said,
    ...(bar === undefined ? {} : { bar }),
    evidence: [
      delayEvidence(queue),
      ...queueEvidence(listener),
      ...(queue.stuck ? [] : rateEvidence(namespace)),
    ],
    explains: [...CONSEQUENCES, ...(queue.stuck ? unclosed(namespace, [listener]) : [])],
  };
}

const delayEvidence = ({ delayMs, by }: SlowQueue): Evidence => ({
  what: { en: 'wait in the queue, at least', ko: '큐 대기 시간(최소)' },
  value: Math.round(delayMs),
  unit: 'ms',
  source:
    by === 'age'
      ? 'tcp_info of un-accepted connections'
      : 'idiag_rqueue / growth of Tcp.PassiveOpens',
});

function rateEvidence(namespace: NamespaceSurvey): Evidence[] {
  const rate = acceptRate(namespace);
  if (rate === undefined) return [];
  return [
    {
      what: { en: 'accepted', ko: 'accept된 연결' },
      value: rate.acceptedPerSec,
      unit: 'per second',
      source: 'Tcp.PassiveOpens less the growth of the queues',
    },
  ];
}
