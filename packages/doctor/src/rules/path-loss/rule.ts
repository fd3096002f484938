/**
 * Packets are lost on a path that is not full.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { concernsMany, flowFacts, flowInodes, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { last, latest, verdictOf, windowSeconds } from '../looks.ts';
import { losing, lossOf } from '../loss.ts';
import type { Loss } from '../loss.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { DOES_NOT_HELP, notThese, page, remedies, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/**
 * Share of bytes sent again; alone it proves nothing, a healthy full link reaches 1.3 % (measured). Half
 * of a percent, because a path that loses 1 % shows anything from 0.6 to 1.6 % in three seconds.
 */
export const LOSS_SHARE = 0.005;
/** Round trip to the shortest ever: below this no queue stands on the path (1.02 to 1.29 measured). */
export const NO_QUEUE = 1.3;
/** Segments in flight to which loss has pushed the sender: 4 measured at 1 % loss and 40 ms. */
const SMALL_CWND = 20;

/** Retransmissions, a short round trip and a small congestion window. */
export const pathLoss: Rule = {
  id: 'path-loss',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const lossy = losing(namespace, survey, LOSS_SHARE)
      .filter(({ loss }) => isLoss(loss))
      .map(({ trail }) => trail);
    return verdictOf(flowsOf(namespace, lossy).map((flow) => findingOf(namespace, flow)));
  },
};

const isLoss = (loss: Loss): boolean =>
  loss.rttUs < NO_QUEUE * loss.minRttUs && loss.cwndSegs < SMALL_CWND;

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const facts = factsOf(namespace, flow);
  const look = last(namespace);
  return {
    rule: 'path-loss',
    severity: concernsMany(namespace, flow) ? 'warning' : 'notice',
    confidence: 'probable',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: evidenceOf(facts),
    not: notThese(facts),
    remedies: remedies(namespace, look.sysctls['net.ipv4.tcp_congestion_control'], facts),
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}

const factsOf = (namespace: NamespaceSurvey, flow: Flow): Facts => ({
  ...flowFacts(namespace, flow),
  ...lossOf(flow.trails[0], windowSeconds(namespace)),
  congestion: latest(flow.trails[0]).congestion ?? '',
  seconds: windowSeconds(namespace),
});

const evidenceOf = (facts: Facts): Finding['evidence'] => [
  {
    what: WHAT.share,
    value: facts.share,
    unit: 'ratio',
    source: 'tcpi_bytes_retrans / tcpi_bytes_sent',
  },
  { what: WHAT.resent, value: facts.resentSegs, unit: 'segments', source: 'tcpi_total_retrans' },
  { what: WHAT.rtt, value: facts.rttUs / 1_000, unit: 'ms', source: 'tcpi_rtt' },
  { what: WHAT.minRtt, value: facts.minRttUs / 1_000, unit: 'ms', source: 'tcpi_min_rtt' },
  { what: WHAT.cwnd, value: facts.cwndSegs, unit: 'segments', source: 'tcpi_snd_cwnd' },
  {
    what: WHAT.speed,
    value: facts.ackedBytesPerSec,
    unit: 'per second',
    source: 'tcpi_bytes_acked',
  },
  { what: WHAT.dsacks, value: facts.dsacks, unit: 'segments', source: 'tcpi_dsack_dups' },
];
