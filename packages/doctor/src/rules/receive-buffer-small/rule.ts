/**
 * The peer's receive buffer is too small for the round trip.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { wishedBytesPerSec } from '../bandwidth-delay.ts';
import { flowFacts, flowInodes, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { held, latest, verdictOf, windowSeconds } from '../looks.ts';
import type { Trail } from '../looks.ts';
import { unreadAtPeer } from '../peer-queue.ts';
import type { Rule } from '../rule.ts';
import { limitOf, middle, sendingOf, SLOW_BYTES_PER_SEC } from '../sender.ts';
import { socketGate } from '../socket-gate.ts';
import { DOES_NOT_HELP, notThese, page, remedies, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** `tcpi_options`: window scaling was agreed on. */
const SCALING = 4;

/** Without scaling: an empty buffer of 64 KB or more. */
const WHOLE_UNSCALED_BYTES = 65_000;

/** Throughput equals window / round trip, and the window stands still. */
export const receiveBufferSmall: Rule = {
  id: 'receive-buffer-small',
  page,
  check(namespace, survey) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const windowMs = windowSeconds(namespace) * 1_000;
    const trails = held(namespace, 'limited');
    const shut = new Set(
      trails.filter((trail) => limitOf(trail, windowMs) === 'closed window').map(peerAddress),
    );
    const limited = trails
      .filter((trail) => limitOf(trail, windowMs) === 'small window')
      .filter((trail) => isFixed(trail) || !shut.has(peerAddress(trail)))
      .filter((trail) => unreadAtPeer(survey, namespace, trail) === undefined)
      .toSorted((a, b) => speed(a, windowMs) - speed(b, windowMs));
    return verdictOf(flowsOf(namespace, limited).map((flow) => findingOf(namespace, flow)));
  },
};

/** A peer that hardly reads one connection is not blamed for its buffer on another whose window moves. */
const peerAddress = (trail: Trail): string => latest(trail).remote.address;

const speed = (trail: Trail, windowMs: number): number =>
  sendingOf(trail, windowMs)?.bytesPerSec ?? 0;

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const facts = factsOf(namespace, flow);
  return {
    rule: 'receive-buffer-small',
    severity: facts.fixed && facts.bytesPerSec < SLOW_BYTES_PER_SEC ? 'warning' : 'notice',
    confidence: confidenceOf(facts),
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: evidenceOf(flow.trails[0], facts),
    not: notThese(facts),
    remedies: remedies(namespace, facts),
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}

/** A program that reads at a steady rate makes a steady window as well; a whole unscaled one is an empty buffer. */
function confidenceOf(facts: Facts): Finding['confidence'] {
  if (!facts.fixed) return 'suspected';
  return facts.whole ? 'certain' : 'probable';
}

/**
 * The same window to the segment in every look: 0 to 1 segment measured where a small buffer is emptied at once, from
 * 1.4 under a program that reads slowly.
 */
function isFixed(trail: Trail): boolean {
  const windows = windowsOf(trail);
  return Math.max(...windows) - Math.min(...windows) <= (latest(trail).info?.sndMssBytes ?? 0);
}

const windowsOf = (trail: Trail): number[] => trail.map((s) => s.info?.sndWndBytes ?? 0);

function factsOf(namespace: NamespaceSurvey, flow: Flow): Facts {
  const [worst] = flow.trails;
  const sending = sendingOf(worst, windowSeconds(namespace) * 1_000);
  const bytesPerSec = sending?.bytesPerSec ?? 0;
  const windowBytes = middle(worst, (info) => info.sndWndBytes ?? 0);
  const scaling = ((latest(worst).info?.options ?? SCALING) & SCALING) !== 0;
  const { local, remote } = latest(worst);
  return {
    ...flowFacts(namespace, flow),
    share: sending?.rwndShare ?? 0,
    bytesPerSec,
    wishedBytesPerSec: wishedBytesPerSec(bytesPerSec),
    rttUs: middle(worst, (info) => info.rttUs),
    windowBytes,
    windows: windowsOf(worst),
    fixed: flow.trails.every(isFixed),
    scaling,
    whole: !scaling && windowBytes >= WHOLE_UNSCALED_BYTES,
    atPeer: flow.direction === 'inbound' ? `dport = :${local.port}` : `sport = :${remote.port}`,
  };
}

function evidenceOf(worst: Trail, facts: Facts): Finding['evidence'] {
  const info = latest(worst).info;
  return [
    {
      what: WHAT.share,
      value: facts.share,
      unit: 'ratio',
      source: 'tcpi_rwnd_limited / tcpi_busy_time',
    },
    { what: WHAT.window, value: facts.windowBytes, unit: 'bytes', source: 'tcpi_snd_wnd' },
    {
      what: WHAT.inFlight,
      value: (info?.unackedSegs ?? 0) * (info?.sndMssBytes ?? 0),
      unit: 'bytes',
      source: 'tcpi_unacked * tcpi_snd_mss',
    },
    { what: WHAT.rtt, value: facts.rttUs / 1_000, unit: 'ms', source: 'tcpi_rtt' },
    {
      what: WHAT.speed,
      value: facts.bytesPerSec,
      unit: 'per second',
      source: 'tcpi_bytes_acked / tcpi_busy_time',
    },
  ];
}
