/**
 * Large packets vanish on the path, small ones pass.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { concernsMany, flowFacts, flowInodes, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { ackedSegBytes, hanging } from '../hang.ts';
import { last, latest, sysctlNumber, verdictOf } from '../looks.ts';
import type { Trail } from '../looks.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { isSilent, repeats, stuckMs, unheardMs } from '../unanswered.ts';
import { DOES_NOT_HELP, notThese, page, remedies, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** Full segments stay unacknowledged while the peer was heard until they were sent. */
export const pmtuBlackhole: Rule = {
  id: 'pmtu-blackhole',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const holes = hanging(namespace, survey).filter(({ hang }) => hang !== 'peer is gone');
    const sure = new Set(
      holes.filter((h) => h.hang === 'large packets vanish').map((h) => h.trail),
    );
    const flows = flowsOf(
      namespace,
      holes.map(({ trail }) => trail),
    );
    return verdictOf(flows.map((flow) => findingOf(namespace, flow, sure)));
  },
};

function findingOf(namespace: NamespaceSurvey, flow: Flow, sure: ReadonlySet<Trail>): Finding {
  const probable = flow.trails.some((trail) => sure.has(trail));
  const facts = factsOf(namespace, flow, probable);
  const probing = sysctlNumber(last(namespace), 'net.ipv4.tcp_mtu_probing');
  return {
    rule: 'pmtu-blackhole',
    severity: probable && concernsMany(namespace, flow) ? 'critical' : 'warning',
    confidence: probable ? 'probable' : 'suspected',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: evidenceOf(facts),
    not: notThese(facts),
    remedies: remedies(namespace, probing ?? 0, facts),
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}

function factsOf(namespace: NamespaceSurvey, flow: Flow, probable: boolean): Facts {
  const now = latest(flow.trails[0]);
  return {
    ...flowFacts(namespace, flow),
    remoteAddress: now.remote.address,
    family: now.family,
    mssBytes: now.info?.sndMssBytes ?? 0,
    pmtuBytes: now.info?.pmtuBytes ?? 0,
    unackedSegs: now.info?.unackedSegs ?? 0,
    lostSegs: now.info?.lostSegs ?? 0,
    ackedBytes: now.info?.bytesAcked ?? 0,
    receivedBytes: now.info?.bytesReceived ?? 0,
    ackedSegBytes: ackedSegBytes(now),
    mayBeGone: !probable && isSilent(flow.trails[0]),
    repeats: repeats(now),
    stuckMs: stuckMs(now),
    unheardMs: unheardMs(now),
  };
}

const evidenceOf = (facts: Facts): Finding['evidence'] => [
  { what: WHAT.unacked, value: facts.unackedSegs, unit: 'segments', source: 'tcpi_unacked' },
  { what: WHAT.lost, value: facts.lostSegs, unit: 'segments', source: 'tcpi_lost' },
  { what: WHAT.repeats, value: facts.repeats, unit: 'events', source: 'tcpi_backoff' },
  { what: WHAT.mss, value: facts.mssBytes, unit: 'bytes', source: 'tcpi_snd_mss' },
  { what: WHAT.pmtu, value: facts.pmtuBytes, unit: 'bytes', source: 'tcpi_pmtu' },
  { what: WHAT.acked, value: facts.ackedBytes, unit: 'bytes', source: 'tcpi_bytes_acked' },
  { what: WHAT.received, value: facts.receivedBytes, unit: 'bytes', source: 'tcpi_bytes_received' },
  { what: WHAT.unheard, value: facts.unheardMs, unit: 'ms', source: 'tcpi_last_ack_recv' },
];
