/**
 * Connections half closed by a local program whose peer never closes its half.
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
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import { DOES_NOT_HELP, LIMITED, notThese, page, REMEDIES, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** Since the peer last said anything, ms: a shorter wait for its answer is what half-closing is for. */
export const WAITING_MS = 10_000;
/** From this long on it is held: the kernel would not wait longer for a closed one. */
export const HELD_MS = 60_000;
/** Sockets of one program from which descriptors are at stake. */
const MANY = 100;

/** FIN_WAIT2 with an owner: no timer will ever end it. */
export const finWait2Held: Rule = {
  id: 'fin-wait2-held',
  page,
  check(namespace) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const standing = standingGroups(namespace, 'finWait2', isHeld);
    return verdictOf(standing.map((group) => findingOf(namespace, group)));
  },
};

const isHeld = (trail: Trail): boolean =>
  trail.every((s) => s.inode !== 0 && s.timer !== 'timeWait') && silentMs(trail) >= WAITING_MS;

const silentMs = (trail: Trail): number => latest(trail).info?.lastAckRecvMs ?? 0;

function findingOf(namespace: NamespaceSurvey, { group, counts, trails }: GroupTrail): Finding {
  const inodes = groupInodes(group);
  const falling = (counts.at(-1) ?? 0) < (counts[0] ?? 0);
  const facts: Facts = {
    ...groupFacts(namespace, group),
    count: group.owned,
    silentMs: Math.max(...trails.map(silentMs)),
    finTimeoutSeconds: sysctlNumber(last(namespace), 'net.ipv4.tcp_fin_timeout') ?? 0,
    timer: latest(trails[0]).timer,
  };
  const held = facts.silentMs >= HELD_MS;
  return {
    rule: 'fin-wait2-held',
    severity: held && group.owned >= MANY && !falling ? 'warning' : 'notice',
    confidence: held ? 'certain' : 'suspected',
    subject: groupSubject(group),
    inodes,
    ...words(facts),
    evidence: [
      {
        what: WHAT.count,
        value: group.owned,
        unit: 'sockets',
        source: 'sock_diag FIN-WAIT-2, inode',
      },
      { what: WHAT.silent, value: facts.silentMs, unit: 'ms', source: 'tcpi_last_ack_recv' },
    ],
    not: notThese(facts),
    remedies: [
      ...REMEDIES,
      ...stackRemedies(ownersOf(namespace, inodes), 'timeout', { proof: LIMITED }),
    ],
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}
