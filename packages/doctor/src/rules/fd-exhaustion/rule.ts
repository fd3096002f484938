/**
 * File descriptors run out: accept() fails, and the queue of the listener fills up behind it.
 *
 * Source: accept(2) EMFILE, /proc/PID/fd, /proc/PID/limits.
 * @module
 */
import type { NamespaceSurvey, Owner } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
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
  last,
  lacks,
  listenerTrails,
  needsLooks,
  unknown,
  verdictOf,
} from '../looks.ts';
import { nameOf } from '../stack.ts';
import type { Rule } from '../rule.ts';
import { hidden, page, words } from './words.ts';

const ID = 'fd-exhaustion';

/** Measured: 41 of 40 when accept() fails; the rest is room for descriptors that come and go. */
const USED_UP = 0.98;

const CONSEQUENCES = [
  'accept-queue-overflow',
  'accept-queue-delay',
  'accept-reset-race',
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
    waitedOn(namespace)
      .flatMap((trail) => inodesOf(ending(trail)))
      .slice(0, WANTED_LISTENERS),

  check(namespace) {
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    if (last(namespace).listeners.every((listener) => listener.waiting === 0)) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const trails = waitedOn(namespace);
    const findings = byProcess(namespace, trails).map((case_) => findingFor(case_));
    if (findings.length > 0) return verdictOf(findings);
    const unseen = trails.find((trail) => !isCounted(namespace, trail));
    return unseen === undefined ? HEALTHY : unknown(hidden(ending(unseen)));
  },
};

/** Listeners with somebody waiting in every look, longest queue first. */
const waitedOn = (namespace: NamespaceSurvey): ListenerTrail[] =>
  listenerTrails(namespace)
    .filter(isWaitedOn)
    .toSorted((a, b) => ending(b).waiting - ending(a).waiting);

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
    for (const owner of holders.filter(isUsedUp)) {
      const { open = 0, limit = 0 } = owner.fds ?? {};
      const isHelped = holders.some((other) => !isUsedUp(other));
      if (!found.has(owner.pid)) found.set(owner.pid, { owner, open, limit, trail, isHelped });
    }
  }
  return [...found.values()];
}

const isUsedUp = ({ fds }: Owner): boolean =>
  fds?.open !== undefined && fds.limit !== undefined && fds.open >= fds.limit * USED_UP;

/** Whether the descriptors of everybody who holds the listener are known. */
function isCounted(namespace: NamespaceSurvey, trail: ListenerTrail): boolean {
  const holders = holdersOf(namespace, ending(trail));
  return (
    holders.length > 0 &&
    holders.every(({ fds }) => fds?.open !== undefined && fds.limit !== undefined)
  );
}

function findingFor(exhausted: Exhausted): Finding {
  const { owner, open, limit, trail, isHelped } = exhausted;
  const listener = ending(trail);
  const said = words(exhausted);
  return {
    rule: ID,
    severity: isHelped && !isFull(listener) ? 'warning' : 'critical',
    confidence: isHelped ? 'probable' : 'certain',
    subject: { kind: 'process', pid: owner.pid, command: nameOf(owner) },
    inodes: inodesOf(listener),
    ...said,
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
