/**
 * The send buffer is too small for the round trip.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { bufferBytes, wishedBytesPerSec } from '../bandwidth-delay.ts';
import { flowFacts, flowInodes, flowOwners, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { held, last, latest, sysctlNumbers, verdictOf, windowSeconds } from '../looks.ts';
import type { Trail } from '../looks.ts';
import type { Rule } from '../rule.ts';
import {
  isBufferFull,
  isUncounted,
  limitOf,
  middle,
  queued,
  sendingOf,
  SLOW_BYTES_PER_SEC,
  wasFaster,
} from '../sender.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import {
  DOES_NOT_HELP,
  NO_SNDBUF,
  notThese,
  page,
  raise,
  TUNED_BY_KERNEL,
  WHAT,
  words,
} from './words.ts';
import type { Facts } from './words.ts';

const WMEM = 'net.ipv4.tcp_wmem';
/** Buffer to limit between which the limit is what stops its growth; a larger one was set by hand. */
const AT_LIMIT = [0.9, 1.05] as const;

/** The program writes, and the socket takes no more before the peer has acknowledged. */
export const sendBufferSmall: Rule = {
  id: 'send-buffer-small',
  page,
  check(namespace) {
    const cannot = socketGate(namespace);
    if (cannot !== undefined) return cannot;
    const windowMs = windowSeconds(namespace) * 1_000;
    const limited = candidates(namespace)
      .filter((trail) => limitOf(trail, windowMs) === 'send buffer')
      .toSorted((a, b) => speed(a, windowMs) - speed(b, windowMs));
    return verdictOf(flowsOf(namespace, limited).map((flow) => findingOf(namespace, flow)));
  },
};

/** Those the kernel counts as held back, and, for where it does not count, those with data unsent. */
function candidates(namespace: NamespaceSurvey): Trail[] {
  const both = [...held(namespace, 'limited'), ...held(namespace, 'unsent')];
  return [...new Map(both.map((trail) => [trail[0].cookie, trail])).values()];
}

const speed = (trail: Trail, windowMs: number): number =>
  sendingOf(trail, windowMs)?.bytesPerSec ?? 0;

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const facts = factsOf(namespace, flow);
  const settings = stackRemedies(flowOwners(namespace, flow), 'buffers', {
    proof: TUNED_BY_KERNEL,
  });
  const byProgram = [NO_SNDBUF, ...settings];
  return {
    rule: 'send-buffer-small',
    severity: facts.bytesPerSec < SLOW_BYTES_PER_SEC ? 'warning' : 'notice',
    confidence: facts.isCounted ? 'certain' : 'probable',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    evidence: evidenceOf(flow.trails[0], facts),
    not: notThese(facts),
    remedies: facts.atLimit ? [raise(namespace, facts)] : byProgram,
    doesNotHelp: DOES_NOT_HELP,
    explains: [],
  };
}

function factsOf(namespace: NamespaceSurvey, flow: Flow): Facts {
  const [worst] = flow.trails;
  const sending = sendingOf(worst, windowSeconds(namespace) * 1_000);
  const wmem = sysctlNumbers(last(namespace), WMEM);
  const sndbufBytes = latest(worst).memory?.sndbufBytes ?? 0;
  const bytesPerSec = sending?.bytesPerSec ?? 0;
  const rttUs = middle(worst, (info) => info.rttUs);
  const wished = wishedBytesPerSec(bytesPerSec);
  return {
    ...flowFacts(namespace, flow),
    share: sending?.sndbufShare ?? 0,
    isCounted: sending === undefined || !isUncounted(worst, sending),
    fullLooks: worst.filter(isBufferFull).length,
    looks: worst.length,
    wasFaster: wasFaster(worst, bytesPerSec),
    cwndBytes: middle(worst, (info) => info.cwndSegs * info.sndMssBytes),
    bytesPerSec,
    wishedBytesPerSec: wished,
    rttUs,
    sndbufBytes,
    wmem,
    wantedBytes: Math.max(bufferBytes(wished, rttUs), wmem[2] ?? 0),
    atLimit: isAtLimit(sndbufBytes, wmem[2]),
  };
}

const isAtLimit = (sndbufBytes: number, most: number | undefined): boolean =>
  most !== undefined && sndbufBytes >= AT_LIMIT[0] * most && sndbufBytes <= AT_LIMIT[1] * most;

function evidenceOf(worst: Trail, facts: Facts): Finding['evidence'] {
  return [
    {
      what: WHAT.share,
      value: facts.share,
      unit: 'ratio',
      source: 'tcpi_sndbuf_limited / tcpi_busy_time',
    },
    { what: WHAT.buffer, value: facts.sndbufBytes, unit: 'bytes', source: 'SK_MEMINFO_SNDBUF' },
    ...(facts.isCounted ? [] : [cwndOf(facts)]),
    {
      what: WHAT.waiting,
      value: queued(latest(worst)),
      unit: 'bytes',
      source: 'SK_MEMINFO_WMEM_QUEUED',
    },
    { what: WHAT.limit, value: facts.wmem[2] ?? 0, unit: 'setting', source: WMEM },
    { what: WHAT.rtt, value: facts.rttUs / 1_000, unit: 'ms', source: 'tcpi_rtt' },
    {
      what: WHAT.speed,
      value: facts.bytesPerSec,
      unit: 'per second',
      source: 'tcpi_bytes_acked / tcpi_busy_time',
    },
  ];
}

const cwndOf = ({ cwndBytes }: Facts): Evidence => ({
  what: WHAT.cwnd,
  value: cwndBytes,
  unit: 'bytes',
  source: 'tcpi_snd_cwnd',
});
