/**
 * Idle connections that nobody would notice if their peer were gone.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { groupFacts, groupInodes, groupSubject } from '../flow.ts';
import { standingGroups } from '../group-trail.ts';
import type { GroupTrail } from '../group-trail.ts';
import { last, latest, sysctlNumber, verdictOf } from '../looks.ts';
import type { Trail } from '../looks.ts';
import { ownersOf } from '../owner.ts';
import { isLocalTo } from '../peer.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import { DOES_NOT_HELP, NOT, page, PROBED, REMEDIES, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** Silence both ways from which a connection may be half open, ms. The survey groups by the same hour. */
const SILENT_MS = 3_600_000;

/** Established, no timer, nothing queued, an hour without a word. That they are dead cannot be seen. */
export const halfOpenRisk: Rule = {
  id: 'half-open-risk',
  page,
  check(namespace) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const silent = standingGroups(namespace, 'silent', (trail) => isAtRisk(namespace, trail));
    return verdictOf(silent.map((standing) => findingOf(namespace, standing)));
  },
};

/** A peer on this very host cannot vanish without the kernel's knowledge. */
const isAtRisk = (namespace: NamespaceSurvey, trail: Trail): boolean =>
  !isLocalTo(namespace, trail[0].remote.address) &&
  trail.every((s) => s.timer === 'off' && s.recvQueue === 0 && s.sendQueue === 0) &&
  silentMs(trail) >= SILENT_MS;

const silentMs = (trail: Trail): number => {
  const info = latest(trail).info;
  return Math.min(info?.lastDataRecvMs ?? 0, info?.lastDataSentMs ?? 0);
};

function findingOf(namespace: NamespaceSurvey, { group, trails }: GroupTrail): Finding {
  const inodes = groupInodes(group);
  const facts: Facts = {
    ...groupFacts(namespace, group),
    silentMs: Math.max(...trails.map(silentMs)),
    keepaliveSeconds: sysctlNumber(last(namespace), 'net.ipv4.tcp_keepalive_time') ?? 0,
  };
  const settings = stackRemedies(ownersOf(namespace, inodes), 'keepalive', { proof: PROBED });
  return {
    rule: 'half-open-risk',
    severity: 'notice',
    confidence: 'suspected',
    subject: groupSubject(group),
    inodes,
    ...words(facts),
    evidence: [
      {
        what: WHAT.count,
        value: group.count,
        unit: 'connections',
        source: 'sock_diag idiag_timer',
      },
      {
        what: WHAT.silent,
        value: facts.silentMs,
        unit: 'ms',
        source: 'tcpi_last_data_recv, tcpi_last_data_sent',
      },
    ],
    not: NOT,
    remedies: [...settings, ...REMEDIES],
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}
