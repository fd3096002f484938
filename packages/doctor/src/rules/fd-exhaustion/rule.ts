/**
 * File descriptors run out: accept() fails, and the queue of the listener fills up behind it.
 *
 * Source: accept(2) EMFILE, /proc/PID/fd, /proc/PID/limits.
 * @module
 */
import type { NamespaceSurvey, Owner } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { isOutOfDescriptors } from '../descriptors.ts';
import {
  WANTED_LISTENERS,
  ending,
  holdersOf,
  inodesOf,
  isFull,
  isWaitedOn,
  queueEvidence,
} from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import {
  ENOUGH_LOOKS,
  HEALTHY,
  grew,
  last,
  lacks,
  listenerTrails,
  needsLooks,
  serviceOn,
  unknown,
  verdictOf,
} from '../looks.ts';
import type { Rule } from '../rule.ts';
import { closingWords, hidden, page, words } from './words.ts';

const ID = 'fd-exhaustion';

const CONSEQUENCES = [
  'accept-queue-overflow',
  'accept-queue-delay',
  'accept-reset-race',
  'accepted-then-reset',
  'unaccepted-close-wait',
  'syn-backlog-small',
  'synack-lost',
  'connect-blackhole',
];

/** A process has no descriptor left to accept a connection with. */
export const fdExhaustion: Rule = {
  id: ID,
  page,

  wants: (namespace) =>
    [...waitedOn(namespace), ...visited(namespace)]
      .flatMap((trail) => inodesOf(ending(trail)))
      .slice(0, WANTED_LISTENERS),

  check(namespace) {
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    const trails = waitedOn(namespace);
    const guests = visited(namespace);
    if (last(namespace).listeners.every((l) => l.waiting === 0) && guests.length === 0) {
      return HEALTHY;
    }
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const waiting = byProcess(namespace, trails).map((case_) => findingFor(case_));
    const closing = byProcess(namespace, guests).map((case_) => closingFor(namespace, case_));
    if (waiting.length + closing.length > 0) {
      return verdictOf(waiting.length > 0 ? waiting : closing);
    }
    const unseen = trails.find((trail) => !isCounted(namespace, trail));
    return unseen === undefined ? HEALTHY : unknown(hidden(ending(unseen)));
  },
};

/** Listeners with somebody waiting in every look, longest queue first. */
const waitedOn = (namespace: NamespaceSurvey): ListenerTrail[] =>
  listenerTrails(namespace)
    .filter(isWaitedOn)
    .toSorted((a, b) => ending(b).waiting - ending(a).waiting);

/**
 * Listeners that clients came to while nobody had to wait, busiest first: a program without
 * descriptors may still accept them, to close at once.
 */
function visited(namespace: NamespaceSurvey): ListenerTrail[] {
  if (arrivals(namespace) === 0) return [];
  const look = last(namespace);
  const guests = (trail: ListenerTrail): number => {
    const service = serviceOn(look, ending(trail).local.port);
    return (service?.established ?? 0) + (service?.timeWait ?? 0);
  };
  return listenerTrails(namespace)
    .filter((trail) => !isWaitedOn(trail))
    .toSorted((a, b) => guests(b) - guests(a));
}

const arrivals = (namespace: NamespaceSurvey): number => grew(namespace, 'Tcp.PassiveOpens') ?? 0;

/** A process whose descriptors are used up, and a listener of its own that waits. */
interface Exhausted {
  readonly owner: Owner;
  readonly open: number;
  readonly limit: number;
  readonly trail: ListenerTrail;
  /** Others hold the listener too and have descriptors left: they may accept. */
  readonly isHelped: boolean;
}

function byProcess(namespace: NamespaceSurvey, trails: readonly ListenerTrail[]): Exhausted[] {
  const found = new Map<number, Exhausted>();
  for (const trail of trails) {
    const holders = holdersOf(namespace, ending(trail));
    for (const owner of holders.filter(isOutOfDescriptors)) {
      const { open = 0, limit = 0 } = owner.fds ?? {};
      const isHelped = holders.some((other) => !isOutOfDescriptors(other));
      if (!found.has(owner.pid)) found.set(owner.pid, { owner, open, limit, trail, isHelped });
    }
  }
  return [...found.values()];
}

/** Whether the descriptors of everybody who holds the listener are known. */
function isCounted(namespace: NamespaceSurvey, trail: ListenerTrail): boolean {
  const holders = holdersOf(namespace, ending(trail));
  return (
    holders.length > 0 &&
    holders.every(({ fds }) => fds?.open !== undefined && fds.limit !== undefined)
  );
}

function findingFor(exhausted: Exhausted): Finding {
  const { trail, isHelped } = exhausted;
  const listener = ending(trail);
  return {
    ...shared(exhausted),
    ...words(exhausted),
    severity: isHelped && !isFull(listener) ? 'warning' : 'critical',
    confidence: isHelped ? 'probable' : 'certain',
  };
}

/** Clients came, nobody waits, and no descriptor is left to keep them with. */
function closingFor(namespace: NamespaceSurvey, exhausted: Exhausted): Finding {
  const came = arrivals(namespace);
  const { evidence, ...rest } = shared(exhausted);
  const arrived: Evidence = {
    what: { en: 'connections that came', ko: '새로 들어온 연결' },
    value: came,
    unit: 'connections',
    source: 'Tcp.PassiveOpens',
  };
  return {
    ...rest,
    ...closingWords(exhausted, came),
    severity: exhausted.isHelped ? 'warning' : 'critical',
    confidence: 'probable',
    evidence: [...evidence, arrived],
  };
}

function shared({
  owner,
  open,
  limit,
  trail,
}: Exhausted): Pick<Finding, 'rule' | 'subject' | 'inodes' | 'evidence' | 'explains'> {
  const listener = ending(trail);
  return {
    rule: ID,
    subject: { kind: 'process', pid: owner.pid, command: owner.command },
    inodes: inodesOf(listener),
    evidence: [
      {
        what: { en: 'open descriptors', ko: '열린 디스크립터' },
        value: open,
        unit: 'descriptors',
        source: `/proc/${owner.pid}/fd`,
      },
      {
        what: { en: 'their limit', ko: '디스크립터 한도' },
        value: limit,
        unit: 'descriptors',
        source: `/proc/${owner.pid}/limits`,
      },
      ...queueEvidence(listener),
    ],
    explains: CONSEQUENCES,
  };
}
