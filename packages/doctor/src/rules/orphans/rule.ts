/**
 * Closed connections whose last data nobody takes.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { groupFacts, groupSubject } from '../flow.ts';
import { standingGroups } from '../group-trail.ts';
import type { GroupTrail } from '../group-trail.ts';
import { gained, grewOrZero, last, latest, verdictOf } from '../looks.ts';
import type { Trail } from '../looks.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { isNotTakenIn } from '../unanswered.ts';
import { BAR, doesNotHelp, notThese, page, remedies, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** Stuck orphans of one service below this are daily life: clients that went away with an answer unread. */
const FEW = 5;
/** Orphans of the whole host to their limit from which it is close. */
const NEAR_LIMIT = 0.5;
/** New ones in one window that are no daily life. */
const GROWING = 100;
const ABORTED = 'TcpExt.TCPAbortOnMemory';

/** Sockets without an owner that still have data or a FIN to deliver, and deliver nothing. */
export const orphans: Rule = {
  id: 'orphans',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace, 'sockstat');
    if (cannot !== undefined) return cannot;
    const standing = standingGroups(
      namespace,
      'orphan',
      (trail) => isStuck(trail) && !isNotTakenIn(namespace, trail),
    ).filter(({ counts }) => Math.min(...counts) >= FEW);
    const findings = standing.map((group) => findingOf(namespace, survey, group));
    if (findings.length > 0 || !namespace.isHost) return verdictOf(findings);
    return verdictOf(isNearLimit(namespace, survey) ? [hostFinding(namespace, survey)] : []);
  },
};

/** Nothing was acknowledged and nothing left the queue. */
const isStuck = (trail: Trail): boolean =>
  trail.every((s) => s.inode === 0 && s.sendQueue > 0 && s.sendQueue === trail[0].sendQueue) &&
  (gained(trail, (s) => s.info?.bytesAcked) ?? 0) === 0;

const hostOrphans = (namespace: NamespaceSurvey): number =>
  last(namespace).sockstat?.hostOrphans ?? 0;

const limitOf = (survey: Survey): number | undefined => survey.hostLooks.at(-1)?.maxOrphans;

function isNearLimit(namespace: NamespaceSurvey, survey: Survey): boolean {
  const limit = limitOf(survey);
  return limit !== undefined && hostOrphans(namespace) >= NEAR_LIMIT * limit;
}

function findingOf(namespace: NamespaceSurvey, survey: Survey, standing: GroupTrail): Finding {
  const { group, counts, trails } = standing;
  const facts: Facts = {
    ...groupFacts(namespace, group),
    ...hostFacts(namespace, survey),
    waitingBytes: group.examples.reduce((sum, s) => sum + s.sendQueue, 0),
    closedWindow: latest(trails[0]).timer === 'probe',
    grown: (counts.at(-1) ?? 0) - (counts[0] ?? 0),
  };
  const pressing = isNearLimit(namespace, survey) || facts.grown >= GROWING || facts.aborted > 0;
  return {
    ...shared(namespace, facts),
    severity: pressing ? 'warning' : 'notice',
    subject: groupSubject(group),
    evidence: [
      { what: WHAT.count, value: group.count, unit: 'sockets', source: 'sock_diag idiag_inode 0' },
      ...evidenceOf(facts),
    ],
  };
}

function hostFinding(namespace: NamespaceSurvey, survey: Survey): Finding {
  const host = hostFacts(namespace, survey);
  const where = { en: 'on this host', ko: '이 호스트' };
  const facts = {
    ...host,
    where,
    count: host.hostOrphans,
    waitingBytes: 0,
    closedWindow: false,
    grown: 0,
  };
  return {
    ...shared(namespace, facts),
    severity: 'warning',
    subject: { kind: 'host' },
    evidence: evidenceOf(facts),
  };
}

const hostFacts = (namespace: NamespaceSurvey, survey: Survey) => ({
  hostOrphans: hostOrphans(namespace),
  maxOrphans: limitOf(survey),
  aborted: grewOrZero(namespace, ABORTED),
});

function shared(
  namespace: NamespaceSurvey,
  facts: Facts,
): Omit<Finding, 'severity' | 'subject' | 'evidence'> {
  const max = facts.maxOrphans;
  return {
    rule: 'orphans',
    confidence: 'probable',
    inodes: [],
    ...words(facts),
    ...(max === undefined ? {} : { bar: { label: BAR, value: facts.hostOrphans, max } }),
    not: notThese(facts),
    remedies: remedies(namespace, facts),
    doesNotHelp: doesNotHelp(facts),
    explains: [],
  };
}

function evidenceOf(facts: Facts): [Evidence, ...Evidence[]] {
  const limit: Evidence[] =
    facts.maxOrphans === undefined
      ? []
      : [
          {
            what: WHAT.limit,
            value: facts.maxOrphans,
            unit: 'setting',
            source: 'net.ipv4.tcp_max_orphans',
          },
        ];
  return [
    {
      what: WHAT.host,
      value: facts.hostOrphans,
      unit: 'sockets',
      source: '/proc/net/sockstat TCP orphan',
    },
    ...limit,
    { what: WHAT.aborted, value: facts.aborted, unit: 'connections', source: ABORTED },
  ];
}
