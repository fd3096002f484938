/**
 * Many TIME_WAIT that nobody needs to do anything about: said in words, so that nobody "fixes" it.
 * @module
 */
import type { Snapshot } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence, Finding, NotThis } from '../../model/verdict.ts';
import { grew, HEALTHY, lacks, last, sysctlNumber, unknown, verdictOf } from '../looks.ts';
import { reading } from '../reading.ts';
import { KNEE_RATIO, portUses, pressure } from '../port-use.ts';
import type { PortUse } from '../port-use.ts';
import { RANGE_UNKNOWN } from '../port-words.ts';
import type { Rule } from '../rule.ts';
import { FOLKLORE, HAPPENS, NOT, PAGE, title, WHAT, why } from './words.ts';

const ID = 'time-wait-harmless';
const OVERFLOW = 'TcpExt.TCPTimeWaitOverflow';
/** Fewer alarm nobody. */
const ALARMING = 1_000;
const INBOUND_RATIO = 0.9;
/** Size of one entry. Source: slab tw_sock_TCP, measured on Linux 6.18. */
const ENTRY_BYTES = 256;

/** Many TIME_WAIT, and none of them takes anything that is scarce. */
export const timeWaitHarmless: Rule = {
  id: ID,
  page: PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'sockets');
    if (gone !== undefined) return gone;
    if (!namespace.looks.every((look) => all(look) >= ALARMING)) return HEALTHY;
    if ((grew(namespace, OVERFLOW) ?? 0) > 0) return HEALTHY;
    const inbound = namespace.looks.every((look) => inboundShare(look) >= INBOUND_RATIO);
    const uses = portUses(namespace);
    if (uses === undefined && !inbound) return unknown(RANGE_UNKNOWN);
    return (uses ?? []).some(isPressed) && !inbound
      ? HEALTHY
      : verdictOf([finding(namespace, inbound, uses ?? [])]);
  },
};

const all = (look: Snapshot): number => look.timeWaitInbound + look.timeWaitOutbound;

const inboundShare = (look: Snapshot): number => look.timeWaitInbound / Math.max(1, all(look));

const isPressed = (use: PortUse): boolean => use.fill >= KNEE_RATIO || pressure(use) !== undefined;

function finding(namespace: NamespaceSurvey, inbound: boolean, uses: readonly PortUse[]): Finding {
  const look = last(namespace);
  // Where ports of a destination run short, only those on listening ports are harmless.
  const count = uses.some(isPressed) ? look.timeWaitInbound : all(look);
  const busiest = look.services.toSorted((a, b) => b.timeWait - a.timeWait)[0];
  const port = busiest !== undefined && busiest.timeWait > count / 2 ? busiest.port : undefined;
  return {
    rule: ID,
    severity: 'harmless',
    confidence: 'certain',
    subject: { kind: 'namespace' },
    inodes: [],
    title: title(count, port),
    happens: HAPPENS,
    why: why(look.timeWaitInbound, look.timeWaitOutbound, count * ENTRY_BYTES),
    evidence: evidence(namespace),
    not: notThese(namespace, inbound, uses),
    remedies: [],
    doesNotHelp: FOLKLORE,
    explains: [],
  };
}

function evidence(namespace: NamespaceSurvey): [Evidence, ...Evidence[]] {
  const look = last(namespace);
  const max = sysctlNumber(look, 'net.ipv4.tcp_max_tw_buckets');
  const overflow = grew(namespace, OVERFLOW);
  return [
    reading(WHAT.inbound, look.timeWaitInbound, 'sockets', 'sock_diag idiag_state, idiag_sport'),
    reading(WHAT.outbound, look.timeWaitOutbound, 'sockets', 'sock_diag idiag_state, idiag_sport'),
    ...(max === undefined
      ? []
      : [reading(WHAT.max, max, 'setting', 'net.ipv4.tcp_max_tw_buckets')]),
    ...(overflow === undefined ? [] : [reading(WHAT.overflow, overflow, 'sockets', OVERFLOW)]),
  ];
}

function notThese(
  namespace: NamespaceSurvey,
  inbound: boolean,
  uses: readonly PortUse[],
): NotThis[] {
  const look = last(namespace);
  const fill = uses.reduce((most, use) => Math.max(most, use.fill), 0);
  const max = sysctlNumber(look, 'net.ipv4.tcp_max_tw_buckets');
  return [
    {
      rule: 'port-exhaustion-time-wait',
      because: inbound ? NOT.inbound(inboundShare(look)) : NOT.ports(fill),
    },
    { rule: 'time-wait-overflow', because: NOT.overflow(grew(namespace, OVERFLOW), max) },
  ];
}
