/**
 * The program at the other end does not read what is sent to it.
 * @module
 */
import type { SocketFacts } from '../../model/socket.ts';
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { concernsMany, flowFacts, flowInodes, flowOwners, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { gained, grewOrZero, held, latest, verdictOf, windowSeconds } from '../looks.ts';
import type { Trail } from '../looks.ts';
import { unreadAtPeer } from '../peer-queue.ts';
import type { Rule } from '../rule.ts';
import { isClosed, limitOf, sendingOf } from '../sender.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import { isSilent, probesUnanswered, repeats, UNANSWERED } from '../unanswered.ts';
import { DOES_NOT_HELP, notThese, page, REMEDIES, WHAT, words, WRITE_LIMIT } from './words.ts';
import type { Facts } from './words.ts';

const PROBES = 'TcpExt.TCPWinProbe';

/** Data waits behind a window that the peer has closed, or opens by a crack at a time. */
export const peerNotReading: Rule = {
  id: 'peer-not-reading',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace, 'netstat');
    if (cannot !== undefined) return cannot;
    const stopped = candidates(namespace)
      .filter((trail) => isStopped(namespace, survey, trail))
      .toSorted((a, b) => latest(b).sendQueue - latest(a).sendQueue);
    return verdictOf(flowsOf(namespace, stopped).map((flow) => findingOf(namespace, survey, flow)));
  },
};

/** Watched for unsent data, or as held back; each once. */
function candidates(namespace: NamespaceSurvey): Trail[] {
  const trails = [...held(namespace, 'unsent'), ...held(namespace, 'limited')];
  return [...new Map(trails.map((trail) => [trail[0].cookie, trail])).values()];
}

/** An orphan has no program to write: that is the orphans rule. */
const isStopped = (namespace: NamespaceSurvey, survey: Survey, trail: Trail): boolean =>
  trail.every((s) => s.sendQueue > 0 && s.inode !== 0) &&
  !probesUnanswered(trail) &&
  !hasGone(trail) &&
  isNotReadFrom(namespace, survey, trail);

/** The window tells, or, where it stands open by a little all the time, the queue at the other end. */
function isNotReadFrom(namespace: NamespaceSurvey, survey: Survey, trail: Trail): boolean {
  const limit = limitOf(trail, windowSeconds(namespace) * 1_000);
  const isSteady = limit === 'small window';
  return (
    limit === 'closed window' || (isSteady && unreadAtPeer(survey, namespace, trail) !== undefined)
  );
}

/**
 * The peer says nothing at all, to data that is sent again and again or into an open window: it is not
 * there to read. The kernel goes on counting that time as held back by the window.
 */
const hasGone = (trail: Trail): boolean =>
  isSilent(trail) && (!isClosed(latest(trail)) || isRepeated(latest(trail)));

const isRepeated = (socket: SocketFacts): boolean =>
  socket.timer === 'retransmit' && repeats(socket) >= UNANSWERED;

function findingOf(namespace: NamespaceSurvey, survey: Survey, flow: Flow): Finding {
  const [worst] = flow.trails;
  const facts = factsOf(namespace, survey, flow);
  const shut = worst.every(isClosed) && facts.probes > 0;
  return {
    rule: 'peer-not-reading',
    severity: concernsMany(namespace, flow) ? 'warning' : 'notice',
    confidence: shut || facts.unreadAtPeer !== undefined ? 'certain' : 'probable',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: evidenceOf(worst, facts),
    not: notThese(facts),
    remedies: [
      ...REMEDIES,
      ...stackRemedies(flowOwners(namespace, flow), 'timeout', { proof: WRITE_LIMIT }),
    ],
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}

function factsOf(namespace: NamespaceSurvey, survey: Survey, flow: Flow): Facts {
  const [worst] = flow.trails;
  const sending = sendingOf(worst, windowSeconds(namespace) * 1_000);
  return {
    ...flowFacts(namespace, flow),
    waitingBytes: flow.trails.reduce((sum, trail) => sum + latest(trail).sendQueue, 0),
    share: sending?.rwndShare ?? 0,
    seconds: windowSeconds(namespace),
    ackedBytes: gained(worst, (s) => s.info?.bytesAcked) ?? 0,
    windows: worst.map((s) => s.info?.sndWndBytes ?? 0),
    probes: grewOrZero(namespace, PROBES),
    dsacks: gained(worst, (s) => s.info?.dsackDups) ?? 0,
    resent: gained(worst, (s) => s.info?.totalRetransSegs) ?? 0,
    unreadAtPeer: unreadAtPeer(survey, namespace, worst),
    heardMs: latest(worst).info?.lastAckRecvMs ?? 0,
  };
}

function evidenceOf(worst: Trail, facts: Facts): Finding['evidence'] {
  const window: Evidence[] =
    latest(worst).info?.sndWndBytes === undefined
      ? []
      : [
          {
            what: WHAT.window,
            value: facts.windows.at(-1) ?? 0,
            unit: 'bytes',
            source: 'tcpi_snd_wnd',
          },
        ];
  return [
    {
      what: WHAT.waiting,
      value: latest(worst).sendQueue,
      unit: 'bytes',
      source: 'sock_diag idiag_wqueue',
    },
    {
      what: WHAT.share,
      value: facts.share,
      unit: 'ratio',
      source: 'tcpi_rwnd_limited / tcpi_busy_time',
    },
    ...window,
    { what: WHAT.probes, value: facts.probes, unit: 'packets', source: PROBES },
    { what: WHAT.heard, value: facts.heardMs, unit: 'ms', source: 'tcpi_last_ack_recv' },
  ];
}
