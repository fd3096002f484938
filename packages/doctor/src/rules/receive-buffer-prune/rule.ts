/**
 * A receive buffer is full of the overhead of small segments.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { flowFacts, flowInodes, flowOwners, flowsOf, flowSubject } from '../flow.ts';
import type { Flow } from '../flow.ts';
import { grewOrZero, held, last, latest, sysctlNumbers, verdictOf } from '../looks.ts';
import { COLLAPSED, isFull, isPruned, PRUNED, readBytes, segmentBytes } from '../receiver.ts';
import type { Rule } from '../rule.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import {
  BAR,
  DOES_NOT_HELP,
  notThese,
  page,
  remedies,
  TUNED_BY_KERNEL,
  WHAT,
  words,
} from './words.ts';
import type { Facts } from './words.ts';

/** Segments are merged while a program reads from a socket with a short queue that costs much memory. */
export const receiveBufferPrune: Rule = {
  id: 'receive-buffer-prune',
  page,
  check(namespace) {
    const cannot = socketGate(namespace, 'netstat');
    if (cannot !== undefined) return cannot;
    const pruned = held(namespace, 'unread')
      .filter((trail) => isPruned(namespace, trail))
      .filter((trail) => trail.every((s) => s.state === 'established' && s.inode !== 0))
      .toSorted((a, b) => overhead(latest(b)) - overhead(latest(a)));
    return verdictOf(flowsOf(namespace, pruned).map((flow) => findingOf(namespace, flow)));
  },
};

/** Receive memory for each byte that waits in it. */
const overhead = ({ memory, recvQueue }: Flow['trails'][0][0]): number =>
  (memory?.rmemBytes ?? 0) / Math.max(1, recvQueue);

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const facts = factsOf(namespace, flow);
  return {
    rule: 'receive-buffer-prune',
    severity: 'warning',
    confidence: 'certain',
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts),
    ...(facts.full ? { bar: { label: BAR, value: facts.rmemBytes, max: facts.rcvbufBytes } } : {}),
    evidence: [
      { what: WHAT.memory, value: facts.rmemBytes, unit: 'bytes', source: 'SK_MEMINFO_RMEM_ALLOC' },
      { what: WHAT.limit, value: facts.rcvbufBytes, unit: 'bytes', source: 'SK_MEMINFO_RCVBUF' },
      {
        what: WHAT.unread,
        value: facts.unreadBytes,
        unit: 'bytes',
        source: 'sock_diag idiag_rqueue',
      },
      { what: WHAT.collapsed, value: facts.collapsed, unit: 'segments', source: COLLAPSED },
      { what: WHAT.pruned, value: facts.pruned, unit: 'events', source: PRUNED },
      {
        what: WHAT.size,
        value: facts.segmentBytes,
        unit: 'bytes',
        source: 'tcpi_bytes_received / tcpi_data_segs_in',
      },
    ],
    not: notThese(facts),
    remedies: [
      ...remedies(namespace, facts),
      ...stackRemedies(flowOwners(namespace, flow), 'buffers', { proof: TUNED_BY_KERNEL }),
    ],
    doesNotHelp: DOES_NOT_HELP,
    explains: ['peer-not-reading'],
  };
}

function factsOf(namespace: NamespaceSurvey, flow: Flow): Facts {
  const [worst] = flow.trails;
  const fullest = worst.reduce((a, b) => (overhead(b) > overhead(a) ? b : a));
  return {
    ...flowFacts(namespace, flow),
    rmemBytes: fullest.memory?.rmemBytes ?? 0,
    rcvbufBytes: fullest.memory?.rcvbufBytes ?? 0,
    unreadBytes: fullest.recvQueue,
    readBytes: readBytes(worst),
    segmentBytes: segmentBytes(worst),
    full: worst.some(isFull),
    collapsed: grewOrZero(namespace, COLLAPSED),
    pruned: grewOrZero(namespace, PRUNED),
    rmem: sysctlNumbers(last(namespace), 'net.ipv4.tcp_rmem'),
  };
}
