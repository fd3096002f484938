/**
 * Outgoing connection attempts that failed within the window, by what ended them.
 *
 * `Tcp.AttemptFails` counts them all: refused by a reset, ended by ICMP, timed out, and handshakes of
 * a server that a client broke off. The kernel tells the others apart in counters of their own; what
 * is left was refused. Attempts that a program gives up itself are not counted (measured on Linux 6.18).
 * @module
 */
import type { Counters, Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';

/** Failed attempts between two looks. */
export interface Attempts {
  readonly seconds: number;
  readonly opened: number;
  readonly failed: number;
  /** Answered by a reset, at least: everything that could be something else is taken off. */
  readonly refused: number;
  /** Answered by ICMP, at most: other protocols receive ICMP too. */
  readonly byIcmp: number;
  /** As much ICMP came in as attempts failed, within a fifth: the one is the other's cause. */
  readonly icmpAgrees: boolean;
  /** SYN that stayed in a local queue because the next hop did not answer. */
  readonly noNextHop: number;
  /** Lookups that found no route, of every protocol. IPv4 only: name resolvers try IPv6 all day. */
  readonly noRoute: number;
}

const AGREES_RATIO = 0.8;

/** One entry per step from look to look. */
export const attemptSteps = (namespace: NamespaceSurvey): Attempts[] =>
  namespace.looks.slice(1).map((is, n) => between(namespace.looks[n] ?? is, is));

/** First look to last. */
export const attemptsInAll = (namespace: NamespaceSurvey): Attempts =>
  between(namespace.looks[0], namespace.looks.at(-1) ?? namespace.looks[0]);

function between(was: Snapshot, is: Snapshot): Attempts {
  const grown = (name: string) => growth(was.counters, is.counters, name);
  const opened = grown('Tcp.ActiveOpens');
  const failed = grown('Tcp.AttemptFails');
  const icmp = grown('Icmp.InDestUnreachs') + grown('Icmp6.InDestUnreachs');
  const brokenOff = grown('TcpExt.EmbryonicRsts');
  const timedOut = grown('TcpExt.TCPAbortOnTimeout');
  const rest = Math.max(0, failed - brokenOff - timedOut);
  // An ICMP that meets a busy socket ends the attempt and is counted here instead.
  const busy = grown('TcpExt.LockDroppedIcmps');
  const ended = rest + busy;
  return {
    seconds: (is.atMs - was.atMs) / 1_000,
    opened,
    failed,
    refused: Math.min(opened, Math.max(0, rest - Math.max(0, icmp - busy))),
    byIcmp: Math.min(opened, icmp, ended),
    icmpAgrees: Math.min(icmp, ended) >= AGREES_RATIO * Math.max(icmp, ended),
    noNextHop: grown('TcpExt.TCPSpuriousRtxHostQueues'),
    noRoute: grown('Ip.OutNoRoutes'),
  };
}

function growth(was: Counters, is: Counters, name: string): number {
  const before = was[name] ?? 0n;
  const after = is[name] ?? before;
  return after > before ? Number(after - before) : 0;
}
