/**
 * One of several workers behind SO_REUSEPORT does not accept: its share of the clients is lost.
 *
 * Source: net/core/sock_reuseport.c `reuseport_select_sock()`: a hash picks the listener, whatever
 * its queue holds.
 * @module
 */
import type { Confidence, Finding } from '../../model/verdict.ts';
import {
  WANTED_LISTENERS,
  addressKey,
  droppedBy,
  ending,
  inodesOf,
  isFull,
  oldestWait,
  queueBar,
  queueEvidence,
  subjectOf,
} from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import {
  ENOUGH_LOOKS,
  HEALTHY,
  lacks,
  last,
  listenerTrails,
  needsLooks,
  verdictOf,
} from '../looks.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Listener } from '../../model/snapshot.ts';
import type { Rule } from '../rule.ts';
import { page, words } from './words.ts';

const ID = 'reuseport-worker-stuck';

/** A sibling with a queue up to this share of its limit keeps up. */
const SIBLING_AT_EASE = 0.5;

/** A queue that is served never makes anybody wait this long beside an idle worker. */
const LONG_WAIT_MS = 1_000;

const CONSEQUENCES = [
  'accept-queue-overflow',
  'accept-queue-delay',
  'accept-reset-race',
  'unaccepted-close-wait',
  'syn-backlog-small',
  'synack-lost',
  'connect-blackhole',
];

/** One worker of a group stands still while its siblings keep up. */
export const reuseportWorkerStuck: Rule = {
  id: ID,
  page,

  wants: (namespace) =>
    stuckWorkers(namespace)
      .flatMap(({ trail, siblings }) => [trail, ...siblings])
      .flatMap((trail) => inodesOf(ending(trail)))
      .slice(0, WANTED_LISTENERS),

  check(namespace) {
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    if (last(namespace).listeners.length === 0 || !hasGroup(last(namespace).listeners)) {
      return HEALTHY;
    }
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const limits = lacks(namespace, 'listen limits', 'tcp_info');
    const findings = stuckWorkers(namespace).map((worker) => findingFor(namespace, worker));
    if (findings.length === 0 && limits !== undefined) return limits;
    return verdictOf(findings);
  },
};

/** A worker that stands still and those that share its address. */
export interface StuckWorker {
  readonly trail: ListenerTrail;
  readonly siblings: readonly ListenerTrail[];
  /** Connections it dropped in the window. */
  readonly drops: number;
  readonly confidence: Confidence;
}

const hasGroup = (listeners: readonly Listener[]): boolean =>
  new Set(listeners.map(addressKey)).size < listeners.length;

function stuckWorkers(namespace: NamespaceSurvey): StuckWorker[] {
  const groups = Map.groupBy(listenerTrails(namespace), (trail) => addressKey(trail[0]));
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .flatMap((group) =>
      group.flatMap((trail) => {
        const siblings = group.filter((other) => other !== trail);
        const confidence = standsStill(namespace, trail, siblings);
        return confidence === undefined
          ? []
          : [{ trail, siblings, drops: droppedBy(trail), confidence }];
      }),
    );
}

/** Full and dropping beside one at ease is certain; a queue that only grows beside an empty one probable. */
function standsStill(
  namespace: NamespaceSurvey,
  trail: ListenerTrail,
  siblings: readonly ListenerTrail[],
): Confidence | undefined {
  if (trail.every(isFull) && droppedBy(trail) > 0 && siblings.some(isAtEase)) return 'certain';
  const isGrowing = trail.every((l, n) => l.waiting > (n === 0 ? 0 : (trail[n - 1]?.waiting ?? 0)));
  const isAlone = siblings.some((sibling) => sibling.every((l) => l.waiting === 0));
  const waitedMs = oldestWait(namespace, trail[0].local.port)?.afterMs ?? Infinity;
  return isGrowing && isAlone && waitedMs > LONG_WAIT_MS ? 'probable' : undefined;
}

const isAtEase = (trail: ListenerTrail): boolean =>
  droppedBy(trail) === 0 &&
  trail.every((l) => l.limit !== undefined && l.waiting <= l.limit * SIBLING_AT_EASE);

function findingFor(namespace: NamespaceSurvey, worker: StuckWorker): Finding {
  const listener = ending(worker.trail);
  const said = words(namespace, worker);
  const bar = queueBar(listener, said.note);
  const { note: _, ...rest } = said;
  return {
    rule: ID,
    severity: worker.drops > 0 ? 'critical' : 'warning',
    confidence: worker.confidence,
    subject: subjectOf(listener),
    inodes: inodesOf(listener),
    ...rest,
    ...(bar === undefined ? {} : { bar }),
    evidence: [
      {
        what: { en: 'dropped by this worker alone', ko: '이 워커에서만 버려진 연결' },
        value: worker.drops,
        unit: 'connections',
        source: 'sock_diag sk_drops',
      },
      ...queueEvidence(listener),
      {
        what: { en: 'waiting on the idlest sibling', ko: '가장 여유로운 다른 워커의 대기 연결' },
        value: Math.min(...worker.siblings.map((sibling) => ending(sibling).waiting)),
        unit: 'connections',
        source: 'sock_diag idiag_rqueue',
      },
    ],
    explains: CONSEQUENCES,
  };
}
