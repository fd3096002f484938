/**
 * A local program does not read what has arrived for it.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import {
  concernsMany,
  flowFacts,
  flowInodes,
  flowOwners,
  flowsOf,
  flowSubject,
  isInbound,
} from '../flow.ts';
import type { Flow } from '../flow.ts';
import { grewOrZero, held, latest, verdictOf, windowSeconds } from '../looks.ts';
import type { Trail } from '../looks.ts';
import { DROPPED, isFull, isPruned, readBytes } from '../receiver.ts';
import type { Rule } from '../rule.ts';
import { FAST_BYTES_PER_SEC } from '../sender.ts';
import { socketGate } from '../socket-gate.ts';
import { stackRemedies } from '../stack.ts';
import { resumeRemedies, stopped, stoppedSentence } from '../stopped.ts';
import {
  BAR,
  DOES_NOT_HELP,
  MORE_WORKERS,
  notThese,
  page,
  REMEDIES,
  WHAT,
  words,
} from './words.ts';
import type { Facts } from './words.ts';

/** Since the last data came, ms: what lies unread longer was not about to be read. */
const LEFT_LYING_MS = 1_000;
/**
 * Bytes that an idle outgoing connection may keep unread for ever without harm: TLS session tickets,
 * a server's goodbye to a pool.
 */
const LEFTOVER_BYTES = 16_384;
const ZERO_WINDOW = 'TcpExt.TCPToZeroWindowAdv';

/** Clients whose requests lie unread from which it is no single client's matter. */
const CROWD = 10;

type Trouble = 'closed window' | 'full' | 'left lying';

const CONFIDENCE = {
  'closed window': 'certain',
  full: 'probable',
  'left lying': 'suspected',
} as const satisfies Record<Trouble, Finding['confidence']>;

/** Bytes stay in the receive queue of a socket that has an owner. */
export const receiverAppSlow: Rule = {
  id: 'receiver-app-slow',
  page,
  check(namespace) {
    const cannot = socketGate(namespace, 'netstat');
    if (cannot !== undefined) return cannot;
    const slow = held(namespace, 'unread')
      .filter((trail) => troubleOf(namespace, trail) !== undefined)
      .toSorted((a, b) => latest(b).recvQueue - latest(a).recvQueue);
    return verdictOf(flowsOf(namespace, slow).map((flow) => findingOf(namespace, flow)));
  },
};

function troubleOf(namespace: NamespaceSurvey, trail: Trail): Trouble | undefined {
  const unread = trail.every((s) => s.state === 'established' && s.inode !== 0 && s.recvQueue > 0);
  if (!unread || isPruned(namespace, trail)) return undefined;
  if (readBytes(trail) >= FAST_BYTES_PER_SEC * windowSeconds(namespace)) return undefined;
  if (trail.some(isFull) && grewOrZero(namespace, ZERO_WINDOW) > 0) return 'closed window';
  if (trail.every(isFull)) return 'full';
  return isLeftLying(namespace, trail) ? 'left lying' : undefined;
}

function isLeftLying(namespace: NamespaceSurvey, trail: Trail): boolean {
  const now = latest(trail);
  const untouched = trail.every((s) => s.recvQueue === now.recvQueue);
  const old = (now.info?.lastDataRecvMs ?? 0) > LEFT_LYING_MS;
  const leftover = !isInbound(namespace, now.local.port) && now.recvQueue < LEFTOVER_BYTES;
  const outOfMemory = grewOrZero(namespace, DROPPED) > 0;
  return untouched && old && !leftover && !outOfMemory;
}

function findingOf(namespace: NamespaceSurvey, flow: Flow): Finding {
  const troubles = flow.trails.map((trail) => troubleOf(namespace, trail));
  const trouble = troubles.find((t) => t !== 'left lying') ?? 'left lying';
  const owners = flowOwners(namespace, flow);
  const isStopped = owners.length > 0 && stopped(owners).length === owners.length;
  const facts = factsOf(namespace, flow, trouble);
  const { memory } = latest(flow.trails[0]);
  const bar = { label: BAR, value: memory?.rmemBytes ?? 0, max: memory?.rcvbufBytes ?? 0 };
  return {
    rule: 'receiver-app-slow',
    severity: facts.full || isCrowd(namespace, flow) ? 'warning' : 'notice',
    confidence: isStopped ? 'certain' : CONFIDENCE[trouble],
    subject: flowSubject(flow),
    inodes: flowInodes(flow),
    ...words(facts, stoppedSentence(owners)),
    ...(facts.full ? { bar } : {}),
    evidence: evidenceOf(flow.trails[0], facts),
    not: notThese(
      flow.trails[0].map((s) => s.recvQueue),
      grewOrZero(namespace, DROPPED),
    ),
    remedies: [
      ...resumeRemedies(owners),
      ...REMEDIES,
      ...stackRemedies(owners, 'workers', { proof: MORE_WORKERS }),
    ],
    doesNotHelp: DOES_NOT_HELP,
    explains: ['peer-not-reading', 'orphans'],
  };
}

/** Requests of many clients lie unread: the program does not get to them. */
const isCrowd = (namespace: NamespaceSurvey, flow: Flow): boolean =>
  flow.direction === 'inbound' && flow.trails.length >= CROWD && concernsMany(namespace, flow);

const factsOf = (namespace: NamespaceSurvey, flow: Flow, trouble: Trouble): Facts => ({
  ...flowFacts(namespace, flow),
  unreadBytes: flow.trails.reduce((sum, trail) => sum + latest(trail).recvQueue, 0),
  readBytes: flow.trails.reduce((sum, trail) => sum + readBytes(trail), 0),
  seconds: windowSeconds(namespace),
  full: trouble !== 'left lying',
  zeroWindows: grewOrZero(namespace, ZERO_WINDOW),
  lastDataMs: latest(flow.trails[0]).info?.lastDataRecvMs ?? 0,
});

function evidenceOf(worst: Trail, facts: Facts): Finding['evidence'] {
  const { memory, recvQueue } = latest(worst);
  const ratio = (memory?.rmemBytes ?? 0) / Math.max(1, memory?.rcvbufBytes ?? 1);
  const held: Evidence = {
    what: WHAT.memory,
    value: ratio,
    unit: 'ratio',
    source: 'SK_MEMINFO_RMEM_ALLOC / SK_MEMINFO_RCVBUF',
  };
  return [
    { what: WHAT.unread, value: recvQueue, unit: 'bytes', source: 'sock_diag idiag_rqueue' },
    ...(memory === undefined ? [] : [held]),
    { what: WHAT.read, value: facts.readBytes, unit: 'bytes', source: 'tcpi_bytes_received' },
    { what: WHAT.lastData, value: facts.lastDataMs, unit: 'ms', source: 'tcpi_last_data_recv' },
    { what: WHAT.zeroWindows, value: facts.zeroWindows, unit: 'events', source: ZERO_WINDOW },
  ];
}
