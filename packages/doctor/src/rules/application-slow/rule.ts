/**
 * A request was read and is not yet answered: the program is at work, TCP is not.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { groupFacts, groupInodes, groupSubject } from '../flow.ts';
import { standingGroups } from '../group-trail.ts';
import type { GroupTrail } from '../group-trail.ts';
import { latest, verdictOf } from '../looks.ts';
import type { Trail } from '../looks.ts';
import { ownersOf } from '../owner.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import { DOES_NOT_HELP, MORE_WORKERS, NOT, page, REMEDIES, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** A request waits for its answer from this long on, ms; a longer silence than the other is idleness. */
const WAITING_MS = { least: 1_000, most: 60_000 } as const;
/** Answers to messages of an earlier exchange; below, the protocol does not answer each message. */
const ANSWERS = 0.5;

/** Both queues empty, no timer, and the peer spoke last. */
export const applicationSlow: Rule = {
  id: 'application-slow',
  page,
  check(namespace) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const waiting = standingGroups(namespace, 'computing', isComputing);
    return verdictOf(waiting.map((standing) => findingOf(namespace, standing)));
  },
};

const isComputing = (trail: Trail): boolean =>
  trail.every((s) => s.recvQueue === 0 && s.sendQueue === 0) &&
  waitingMs(trail) >= WAITING_MS.least &&
  waitingMs(trail) <= WAITING_MS.most &&
  usuallyAnswers(trail);

const waitingMs = (trail: Trail): number => latest(trail).info?.lastDataRecvMs ?? 0;

/** Requests were answered before, or this is the first: not telemetry that only comes in. */
function usuallyAnswers(trail: Trail): boolean {
  const { dataSegsIn = 0, dataSegsOut = 0 } = latest(trail).info ?? {};
  return dataSegsOut >= ANSWERS * (dataSegsIn - 1) || dataSegsIn <= 2;
}

function findingOf(namespace: NamespaceSurvey, { group, trails }: GroupTrail): Finding {
  const inodes = groupInodes(group);
  const facts: Facts = {
    ...groupFacts(namespace, group),
    waitingMs: Math.max(...trails.map(waitingMs)),
  };
  return {
    rule: 'application-slow',
    severity: 'notice',
    confidence: 'suspected',
    subject: groupSubject(group),
    inodes,
    ...words(facts),
    evidence: [
      { what: WHAT.waiting, value: facts.waitingMs, unit: 'ms', source: 'tcpi_last_data_recv' },
      {
        what: WHAT.count,
        value: group.count,
        unit: 'connections',
        source: 'tcpi_last_data_recv < tcpi_last_data_sent',
      },
      {
        what: WHAT.queues,
        value: 0,
        unit: 'bytes',
        source: 'sock_diag idiag_rqueue, idiag_wqueue',
      },
    ],
    not: NOT,
    remedies: [
      ...REMEDIES,
      ...stackRemedies(ownersOf(namespace, inodes), 'workers', {
        proof: MORE_WORKERS,
      }),
    ],
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}
