/**
 * A queue on the path is full: packets are lost because as much is sent as goes through.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { flowFacts, flowInodes, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { latest, verdictOf, windowSeconds } from '../looks.ts';
import { losing, lossOf } from '../loss.ts';
import type { Loss } from '../loss.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { DOES_NOT_HELP, notThese, page, remedies, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** Share of bytes sent again: 0.5 to 2 % is what loss-based congestion control makes of a full link. */
export const LOSS_SHARE = 0.005;
/**
 * Share of bytes sent again above which more is lost than a sender in search of its speed causes by itself in an
 * ordinary queue.
 */
const OWN_SHARE = 0.02;
/** Round trip to the shortest ever from which a queue stands on the path (1.7 measured on a full link). */
export const QUEUE = 1.5;
/** Time spent in that queue, µs: below a millisecond nobody notices, and switches always hold some. */
const FELT_US = 1_000;

/** Retransmissions together with a round trip much longer than it could be. */
export const pathCongestion: Rule = {
  id: 'path-congestion',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const full = losing(namespace, survey, LOSS_SHARE)
      .filter(({ loss }) => isQueued(loss))
      .map(({ trail }) => trail);
    return verdictOf(flowsOf(namespace, full).map((flow) => findingOf(namespace, flow)));
  },
};

const isQueued = (loss: Loss): boolean =>
  loss.rttUs >= QUEUE * loss.minRttUs && loss.rttUs - loss.minRttUs >= FELT_US;

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const loss = lossOf(flow.trails[0], windowSeconds(namespace));
  const facts: Facts = {
    ...flowFacts(namespace, flow),
    ...loss,
    losesMore: loss.share > OWN_SHARE,
    congestion: latest(flow.trails[0]).congestion ?? '',
  };
  return {
    rule: 'path-congestion',
    severity: 'notice',
    confidence: 'probable',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: evidenceOf(facts),
    not: notThese(facts),
    remedies: remedies(namespace, facts),
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}

const evidenceOf = (facts: Facts): Finding['evidence'] => [
  { what: WHAT.rtt, value: facts.rttUs / 1_000, unit: 'ms', source: 'tcpi_rtt' },
  { what: WHAT.minRtt, value: facts.minRttUs / 1_000, unit: 'ms', source: 'tcpi_min_rtt' },
  {
    what: WHAT.share,
    value: facts.share,
    unit: 'ratio',
    source: 'tcpi_bytes_retrans / tcpi_bytes_sent',
  },
  {
    what: WHAT.speed,
    value: facts.ackedBytesPerSec,
    unit: 'per second',
    source: 'tcpi_bytes_acked',
  },
];
