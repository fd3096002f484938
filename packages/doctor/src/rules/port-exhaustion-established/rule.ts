/**
 * Ephemeral ports towards one destination are held by connections that are still there.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Destination } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { hostPort } from '../../model/text.ts';
import type { Finding, NotThis, Proof, Remedy, Severity } from '../../model/verdict.ts';
import { joinText } from '../join-text.ts';
import { lacks, last, unknown, verdictOf } from '../looks.ts';
import { ownersOf } from '../owner.ts';
import { connector, destinationOf, portBar, portEvidence } from '../port-evidence.ts';
import { moreAddresses, POOL_LIMIT, widerRange } from '../port-remedies.ts';
import { isTimeWait, KNEE_RATIO, portUses, pressure } from '../port-use.ts';
import type { PortUse } from '../port-use.ts';
import { HAPPENS, RANGE_UNKNOWN, untilFailure } from '../port-words.ts';
import type { Rule } from '../rule.ts';
import { stackRemedies } from '../stack.ts';
import * as words from './words.ts';

const ID = 'port-exhaustion-established';
/** What shows that closing what the peer has closed helps. */
const CLOSES: Proof = lab('close-wait-leak-pool', 'pool-tests');
/** What shows that a pool with a limit helps. */
const LIMITED: Proof = lab(ID, 'limited-pool');
/** From this share on, one state names the cause. */
const MOST_RATIO = 0.5;

/** Ephemeral ports towards one destination are running out, and connections hold them. */
export const portExhaustionEstablished: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'sockets');
    if (gone !== undefined) return gone;
    const uses = portUses(namespace);
    if (uses === undefined) return unknown(RANGE_UNKNOWN);
    return verdictOf(
      uses.flatMap((use) => {
        const severity = isTimeWait(use.at) ? undefined : pressure(use);
        return severity === undefined ? [] : [finding(namespace, use, severity)];
      }),
    );
  },
};

function finding(namespace: NamespaceSurvey, use: PortUse, severity: Severity): Finding {
  const { at, ports } = use;
  return {
    rule: ID,
    severity,
    confidence:
      use.leastFill >= 1 ? 'certain' : use.leastFill >= KNEE_RATIO ? 'probable' : 'suspected',
    subject: destinationOf(use),
    inodes: at.inodes,
    title: words.title(
      connector(namespace, at.inodes),
      hostPort(at.remote),
      at.ports,
      ports.available,
    ),
    happens: use.fill >= 1 ? HAPPENS.failing : use.fill >= KNEE_RATIO ? HAPPENS.slow : HAPPENS.soon,
    why: joinText(
      words.why(stateList(at), ports.available),
      mostly(at, at.synSent) ? words.MOSTLY_SYN_SENT : undefined,
      mostly(at, at.closeWait) ? words.MOSTLY_CLOSE_WAIT : undefined,
      use.secondsLeft === undefined
        ? undefined
        : untilFailure(use.secondsLeft, use.growthPerSecond),
    ),
    bar: portBar(use),
    evidence: portEvidence(last(namespace), use),
    not: notThese(at),
    remedies: remedies(namespace, at),
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}

const allOf = (at: Destination): number =>
  at.established + at.timeWait + at.closeWait + at.synSent + at.other;

const mostly = (at: Destination, some: number): boolean => some >= MOST_RATIO * allOf(at);

/** `60 ESTABLISHED, 4 TIME_WAIT`: kernel names, the same in every language. */
function stateList(at: Destination): string {
  const states = [
    [at.established, 'ESTABLISHED'],
    [at.timeWait, 'TIME_WAIT'],
    [at.closeWait, 'CLOSE_WAIT'],
    [at.synSent, 'SYN_SENT'],
  ] as const;
  return states
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(', ');
}

function notThese(at: Destination): NotThis[] {
  const { NOT } = words;
  return [
    { rule: 'port-exhaustion-time-wait', because: NOT.timeWait(at.timeWait, allOf(at)) },
    ...(mostly(at, at.synSent)
      ? []
      : [{ rule: 'connect-blackhole', because: NOT.blackhole(at.synSent) }]),
    ...(mostly(at, at.closeWait)
      ? []
      : [{ rule: 'close-wait-leak', because: NOT.closeWait(at.closeWait) }]),
  ];
}

function remedies(namespace: NamespaceSurvey, at: Destination): Remedy[] {
  const owners = ownersOf(namespace, at.inodes);
  const first = mostly(at, at.closeWait)
    ? [...stackRemedies(owners, 'close', { proof: CLOSES }), POOL_LIMIT]
    : [POOL_LIMIT, ...stackRemedies(owners, 'pool', { proof: LIMITED })];
  return [...first, moreAddresses(ID), ...widerRange(namespace, ID)];
}
