/**
 * CLOSE_WAIT that stays: the peer has closed, the local program has not.
 *
 * The age is a lower bound: the FIN carried an ACK, so the socket is in CLOSE_WAIT at least as long
 * as `tcpi_last_ack_recv` says (measured on Linux 6.18; `tcpi_last_data_recv` does not count a FIN).
 * No counter moves.
 * @module
 */
import type { Group } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Confidence, Evidence, Finding, Severity, Subject } from '../../model/verdict.ts';
import { LEAK_MS } from '../leak-age.ts';
import {
  ENOUGH_LOOKS,
  HEALTHY,
  first,
  heldInGroups,
  lacks,
  last,
  latest,
  needsLooks,
  sameGroup,
  verdictOf,
} from '../looks.ts';
import type { Trail } from '../looks.ts';
import { ownersOf } from '../owner.ts';
import type { Rule } from '../rule.ts';
import { page, words } from './words.ts';

const ID = 'close-wait-leak';

/** Held this long by several at a time it is hardly an answer being prepared. */
const LONG_MS = 10_000;
const SEVERAL = 10;
/** As many single sockets as a group shows. */
const ALL_EXAMPLES = 8;
/** Fewer young ones are requests that are being answered. */
const FEW = 3;

/** From this share of a process's descriptors on the leak is why they run out. */
const MOST_DESCRIPTORS = 0.5;

/** The program does not close. */
export const closeWaitLeak: Rule = {
  id: ID,
  page,

  wants: (namespace) => leaks(namespace).flatMap(({ trails }) => inodesOf(trails)),

  check(namespace) {
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    if (last(namespace).groups.closeWait.every((group) => group.owned === 0)) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    return verdictOf(leaks(namespace).map((leak) => findingFor(namespace, leak)));
  },
};

/** One group of connections that stay in CLOSE_WAIT. */
export interface Leak {
  readonly group: Group;
  /** Owned connections at the first look. */
  readonly before: number;
  /** The oldest few, in every look, each with an owner and nothing moving. */
  readonly trails: readonly [Trail, ...Trail[]];
  /** The oldest is in CLOSE_WAIT at least so long; `undefined` without `tcp_info`. */
  readonly oldestMs: number | undefined;
  readonly severity: Severity;
  readonly confidence: Confidence;
}

function leaks(namespace: NamespaceSurvey): Leak[] {
  const held = heldInGroups(namespace, 'closeWait').filter(
    (trail) => latest(trail).inode > 0 && !isDraining(trail),
  );
  return last(namespace).groups.closeWait.flatMap((group) => {
    const [head, ...rest] = held.filter((trail) => isIn(group, trail));
    const before = sameGroup(first(namespace).groups.closeWait, group)?.owned ?? 0;
    if (head === undefined || group.owned < before) return [];
    const ages = [head, ...rest].flatMap((trail) => latest(trail).info?.lastAckRecvMs ?? []);
    const oldestMs = ages.length === 0 ? undefined : Math.max(...ages);
    const weight = weigh(group.owned, 1 + rest.length, oldestMs);
    return weight === undefined
      ? []
      : [{ group, before, trails: [head, ...rest] as const, oldestMs, ...weight }];
  });
}

/** Bytes are still read or still leave: the program is not done with it. */
function isDraining(trail: Trail): boolean {
  return trail.some((now, n) => {
    const before = trail[n - 1];
    if (before === undefined) return false;
    const hasRead = now.recvQueue < before.recvQueue;
    const hasSent = (now.info?.bytesAcked ?? 0) > (before.info?.bytesAcked ?? 0);
    return hasRead || hasSent || now.sendQueue !== before.sendQueue;
  });
}

function isIn(group: Group, trail: Trail): boolean {
  const { family, local, remote } = latest(trail);
  if (family !== group.family) return false;
  return group.direction === 'inbound'
    ? local.port === group.port
    : remote.address === group.remote?.address && remote.port === group.remote.port;
}

/** How grave and how sure, or nothing at all. `held`: of the oldest, in every look. */
function weigh(
  owned: number,
  held: number,
  oldestMs = 0,
): Pick<Leak, 'severity' | 'confidence'> | undefined {
  if (oldestMs >= LEAK_MS) return { severity: 'warning', confidence: 'certain' };
  if (oldestMs >= LONG_MS && owned >= SEVERAL && held >= ALL_EXAMPLES) {
    return { severity: 'warning', confidence: 'probable' };
  }
  return oldestMs >= LONG_MS || held >= FEW
    ? { severity: 'notice', confidence: 'suspected' }
    : undefined;
}

const inodesOf = (trails: readonly Trail[]): number[] =>
  trails.slice(0, 3).map((trail) => latest(trail).inode);

function findingFor(namespace: NamespaceSurvey, leak: Leak): Finding {
  const owners = ownersOf(namespace, inodesOf(leak.trails));
  const said = words(leak, owners, last(namespace).atMs - first(namespace).atMs);
  return {
    rule: ID,
    severity: leak.severity,
    confidence: leak.confidence,
    subject: subjectOf(leak.group),
    inodes: inodesOf(leak.trails),
    ...said,
    evidence: evidence(leak),
    explains: ['fin-wait2-held', ...descriptors(leak, owners), ...ports(namespace, leak.group)],
  };
}

const subjectOf = ({ family, owned, port, remote }: Group): Subject => ({
  kind: 'sockets',
  count: owned,
  family,
  ...(port === undefined ? {} : { localPort: port }),
  ...(remote === undefined ? {} : { remote }),
});

function evidence({ group, before, oldestMs }: Leak): readonly [Evidence, ...Evidence[]] {
  const count: Evidence = {
    what: { en: 'connections in CLOSE_WAIT', ko: 'CLOSE_WAIT 연결' },
    value: group.owned,
    unit: 'connections',
    source: 'sock_diag CLOSE-WAIT, inode > 0',
  };
  const was: Evidence = {
    what: { en: 'at the first look', ko: '첫 관찰 시점' },
    value: before,
    unit: 'connections',
    source: 'sock_diag CLOSE-WAIT, inode > 0',
  };
  if (oldestMs === undefined) return [count, was];
  const age: Evidence = {
    what: { en: 'the oldest, at least', ko: '가장 오래된 연결(최소)' },
    value: oldestMs,
    unit: 'ms',
    source: 'tcp_info tcpi_last_ack_recv',
  };
  return [count, was, age];
}

/** The leak is why descriptors run out when it holds most of them and is more than suspected. */
const descriptors = ({ group, confidence }: Leak, owners: ReturnType<typeof ownersOf>): string[] =>
  confidence !== 'suspected' &&
  owners.some(({ fds }) => fds?.open !== undefined && group.owned >= fds.open * MOST_DESCRIPTORS)
    ? ['fd-exhaustion']
    : [];

/** The leak is why ports towards a destination run out when it holds most of them. */
function ports(namespace: NamespaceSurvey, { remote, owned }: Group): string[] {
  const destination = last(namespace).destinations.find(
    (d) => d.remote.address === remote?.address && d.remote.port === remote.port,
  );
  return destination !== undefined && owned >= destination.ports * MOST_DESCRIPTORS
    ? ['port-exhaustion-established']
    : [];
}
