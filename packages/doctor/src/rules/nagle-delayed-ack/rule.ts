/**
 * Nagle's algorithm waits for an acknowledgement that the peer delays.
 * @module
 */
import type { SocketFacts } from '../../model/socket.ts';
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { flowFacts, flowInodes, flowOwners, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { gained, grew, latest, verdictOf, windowSeconds } from '../looks.ts';
import type { Trail } from '../looks.ts';
import { namespaceAt } from '../peer.ts';
import type { Rule } from '../rule.ts';
import { middle, minRttUs } from '../sender.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import { DOES_NOT_HELP, NODELAY_TRIED, notThese, page, REMEDIES, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** Looks in which less than a segment was held back: a cycle of 44 ms shows it 9 times in 10. */
const LOOKS = 2;
/** Round trip above which waiting for an ACK is the path's doing, µs: a quarter of the delay. */
const NEAR_US = 10_000;
/** Data segments per second: two for each 44 ms are 45; a stream or a chat without delay sends more. */
const MOST_PER_SEC = 100;
/** Fewer are a person typing, or one request in the window. */
const LEAST_PER_SEC = 5;
/** Answers to data segments: 1 of 2 in an exchange; a one-way stream has none, and nobody waits for one. */
const ANSWER_SHARE = 0.25;
/** Delayed ACKs of a local receiver to data segments: 1 of 2 measured. */
const ACK_SHARE = 0.25;
const DELAYED = 'TcpExt.DelayedACKs';

/** The same connection is caught again and again with a rest of a segment held back on a short path. */
export const nagleDelayedAck: Rule = {
  id: 'nagle-delayed-ack',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const waiting = caughtAgain(namespace).filter((trail) => isNagle(namespace, survey, trail));
    return verdictOf(flowsOf(namespace, waiting).map((flow) => findingOf(namespace, survey, flow)));
  },
};

/** Connections seen in that state in at least two looks, with their facts in those. */
function caughtAgain(namespace: NamespaceSurvey): Trail[] {
  const byCookie = new Map<string, SocketFacts[]>();
  for (const look of namespace.looks) {
    for (const socket of look.kept.nagle.sockets) {
      const known = byCookie.get(socket.cookie);
      if (known === undefined) byCookie.set(socket.cookie, [socket]);
      else known.push(socket);
    }
  }
  return [...byCookie.values()].flatMap(([head, ...rest]) =>
    head === undefined || rest.length + 1 < LOOKS ? [] : [[head, ...rest] as const],
  );
}

function isNagle(namespace: NamespaceSurvey, survey: Survey, trail: Trail): boolean {
  const perSec = segmentsPerSec(namespace, trail);
  return (
    trail.every(waitsForAck) &&
    (gained(trail, (s) => s.info?.totalRetransSegs) ?? 0) === 0 &&
    minRttUs(trail) < NEAR_US &&
    perSec >= LEAST_PER_SEC &&
    perSec <= MOST_PER_SEC &&
    isAnswered(trail) &&
    peerDelays(namespace, survey, trail) !== false
  );
}

/** Requests and answers take turns; taken for granted on kernels that do not count data segments. */
function isAnswered(trail: Trail): boolean {
  const answers = gained(trail, (s) => s.info?.dataSegsIn);
  const segments = gained(trail, (s) => s.info?.dataSegsOut) ?? 0;
  return answers === undefined || answers >= ANSWER_SHARE * segments;
}

/** Nothing but Nagle explains that the rest is not sent: window and congestion window have room. */
function waitsForAck(socket: SocketFacts): boolean {
  const { info } = socket;
  if (socket.state !== 'established' || info === undefined || socket.timer === 'probe')
    return false;
  const room =
    info.unackedSegs < info.cwndSegs && socket.sendQueue < (info.sndWndBytes ?? Infinity);
  return room && info.backoff === 0 && info.lostSegs === 0;
}

/** The looks it was caught in need not be the whole window: the totals tell the time between them. */
function segmentsPerSec(namespace: NamespaceSurvey, trail: Trail): number {
  const caught = namespace.looks.filter((look) =>
    look.kept.nagle.sockets.some((s) => s.cookie === trail[0].cookie),
  );
  const seconds = ((caught.at(-1)?.atMs ?? 0) - (caught[0]?.atMs ?? 0)) / 1_000;
  return (gained(trail, (s) => s.info?.dataSegsOut) ?? 0) / Math.max(seconds, 0.001);
}

/** Whether a receiver in this survey delays its ACKs this often; `undefined` when it is elsewhere. */
function peerDelays(namespace: NamespaceSurvey, survey: Survey, trail: Trail): boolean | undefined {
  const delayed = delayedAtPeer(namespace, survey, trail);
  const segments = gained(trail, (s) => s.info?.dataSegsOut) ?? 0;
  return delayed === undefined ? undefined : delayed >= ACK_SHARE * segments;
}

function delayedAtPeer(
  namespace: NamespaceSurvey,
  survey: Survey,
  trail: Trail,
): number | undefined {
  const peer = namespaceAt(survey, namespace, trail[0].remote.address);
  return peer === undefined ? undefined : grew(peer, DELAYED);
}

function findingOf(namespace: NamespaceSurvey, survey: Survey, flow: Flow): Finding {
  const [worst] = flow.trails;
  const { info } = latest(worst);
  const perSec = segmentsPerSec(namespace, worst);
  const delayed = delayedAtPeer(namespace, survey, worst);
  const facts: Facts = {
    ...flowFacts(namespace, flow),
    looks: worst.length,
    heldBytes: info?.notSentBytes ?? 0,
    perSec,
    rttUs: middle(worst, (i) => i.rttUs),
    minRttUs: minRttUs(worst),
    seconds: windowSeconds(namespace),
    ...(delayed === undefined ? {} : { delayed }),
  };
  return {
    rule: 'nagle-delayed-ack',
    severity: 'warning',
    confidence: 'probable',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: [
      { what: WHAT.held, value: facts.heldBytes, unit: 'bytes', source: 'tcpi_notsent_bytes' },
      {
        what: WHAT.looks,
        value: facts.looks,
        unit: 'events',
        source: 'tcpi_notsent_bytes, tcpi_unacked',
      },
      { what: WHAT.perSec, value: perSec, unit: 'per second', source: 'tcpi_data_segs_out' },
      { what: WHAT.rtt, value: facts.rttUs / 1_000, unit: 'ms', source: 'tcpi_rtt' },
      { what: WHAT.minRtt, value: facts.minRttUs / 1_000, unit: 'ms', source: 'tcpi_min_rtt' },
      ...(delayed === undefined
        ? []
        : [{ what: WHAT.delayed, value: delayed, unit: 'packets', source: DELAYED } as const]),
    ],
    not: notThese(facts),
    remedies: [
      ...REMEDIES,
      ...stackRemedies(flowOwners(namespace, flow), 'nodelay', { proof: NODELAY_TRIED }),
    ],
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}
