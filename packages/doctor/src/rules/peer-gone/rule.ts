/**
 * The peer, or the path to it, has vanished while data was on its way.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { concernsMany, flowFacts, flowInodes, flowOwners, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { hanging } from '../hang.ts';
import { grewOrZero, last, latest, sysctlNumber, verdictOf } from '../looks.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import { repeats, stuckMs, unheardMs } from '../unanswered.ts';
import {
  DOES_NOT_HELP,
  notThese,
  page,
  remedies,
  USER_TIMEOUT_TRIED,
  WHAT,
  words,
} from './words.ts';
import type { Facts } from './words.ts';

const TIMEOUTS = 'TcpExt.TCPTimeouts';
const RETRIES = 'net.ipv4.tcp_retries2';
const DEFAULT_RETRIES = 15;
/** TCP_RTO_MIN and TCP_RTO_MAX, ms, and the doublings between them. */
const RTO_MIN_MS = 200;
const RTO_MAX_MS = 120_000;
const DOUBLINGS = Math.floor(Math.log2(RTO_MAX_MS / RTO_MIN_MS));

/** Data is repeated, and nothing at all comes back. */
export const peerGone: Rule = {
  id: 'peer-gone',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const gone = hanging(namespace, survey)
      .filter(({ hang }) => hang === 'peer is gone')
      .map(({ trail }) => trail);
    return verdictOf(flowsOf(namespace, gone).map((flow) => findingOf(namespace, flow)));
  },
};

/**
 * Least time until the kernel gives up after this many retransmissions, ms.
 * Source: `tcp_model_timeout()` in net/ipv4/tcp_timer.c; 15 makes 924.6 s.
 */
export function givesUpAfterMs(retries: number): number {
  const doubled = (2 ** (Math.min(retries, DOUBLINGS) + 1) - 1) * RTO_MIN_MS;
  return doubled + Math.max(0, retries - DOUBLINGS) * RTO_MAX_MS;
}

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const now = latest(flow.trails[0]);
  const retries = sysctlNumber(last(namespace), RETRIES) ?? DEFAULT_RETRIES;
  const facts: Facts = {
    ...flowFacts(namespace, flow),
    waitingBytes: now.sendQueue,
    repeats: Math.max(repeats(now), now.info?.probes ?? 0),
    stuckMs: stuckMs(now),
    unheardMs: unheardMs(now),
    retries,
    givesUpMs: givesUpAfterMs(retries),
    closedWindow: now.timer === 'probe',
    timeouts: grewOrZero(namespace, TIMEOUTS),
  };
  return {
    rule: 'peer-gone',
    severity: concernsMany(namespace, flow) ? 'warning' : 'notice',
    confidence: 'probable',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: evidenceOf(facts),
    not: notThese(facts),
    remedies: remedies(
      namespace,
      facts,
      stackRemedies(flowOwners(namespace, flow), 'timeout', { proof: USER_TIMEOUT_TRIED }),
    ),
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}

const evidenceOf = (facts: Facts): Finding['evidence'] => [
  {
    what: WHAT.repeats,
    value: facts.repeats,
    unit: 'events',
    source: facts.closedWindow ? 'tcpi_probes' : 'tcpi_backoff',
  },
  {
    what: WHAT.waiting,
    value: facts.waitingBytes,
    unit: 'bytes',
    source: 'sock_diag idiag_wqueue',
  },
  { what: WHAT.unheard, value: facts.unheardMs, unit: 'ms', source: 'tcpi_last_ack_recv' },
  { what: WHAT.timeouts, value: facts.timeouts, unit: 'events', source: TIMEOUTS },
  { what: WHAT.retries, value: facts.retries, unit: 'setting', source: RETRIES },
];
