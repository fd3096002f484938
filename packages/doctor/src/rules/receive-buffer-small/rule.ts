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
import type { Rule } from '../rule.ts';
import { limitOf, middle, sendingOf, SLOW_BYTES_PER_SEC } from '../sender.ts';
import { socketGate } from '../socket-gate.ts';
import { DOES_NOT_HELP, notThese, page, remedies, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

/** `tcpi_options`: window scaling was agreed on. */
const SCALING = 4;

/** Throughput equals window / round trip, and the window stands still. */
export const receiveBufferSmall: Rule = {
  id: 'receive-buffer-small',
  page,
  check(namespace) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const windowMs = windowSeconds(namespace) * 1_000;
    const limited = held(namespace, 'limited')
      .filter((trail) => limitOf(trail, windowMs) === 'small window')
      .toSorted((a, b) => speed(a, windowMs) - speed(b, windowMs));
    return verdictOf(flowsOf(namespace, limited).map((flow) => findingOf(namespace, flow)));
  },
};

const speed = (trail: Trail, windowMs: number): number =>
  sendingOf(trail, windowMs)?.bytesPerSec ?? 0;

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const facts = factsOf(namespace, flow);
  return {
    rule: 'receive-buffer-small',
    severity: facts.bytesPerSec < SLOW_BYTES_PER_SEC ? 'warning' : 'notice',
    confidence: 'certain',
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

function factsOf(namespace: NamespaceSurvey, flow: Flow): Facts {
  const [worst] = flow.trails;
  const sending = sendingOf(worst, windowSeconds(namespace) * 1_000);
  const bytesPerSec = sending?.bytesPerSec ?? 0;
  return {
    ...flowFacts(namespace, flow),
    share: sending?.rwndShare ?? 0,
    bytesPerSec,
    wishedBytesPerSec: wishedBytesPerSec(bytesPerSec),
    rttUs: middle(worst, (info) => info.rttUs),
    windowBytes: middle(worst, (info) => info.sndWndBytes ?? 0),
    scaling: ((latest(worst).info?.options ?? SCALING) & SCALING) !== 0,
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
