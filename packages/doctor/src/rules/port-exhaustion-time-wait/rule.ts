/**
 * Ephemeral ports towards one destination are held by TIME_WAIT.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { hostPort } from '../../model/text.ts';
import type { Evidence, Finding, NotThis, Proof, Remedy, Severity } from '../../model/verdict.ts';
import { joinText } from '../join-text.ts';
import { grew, lacks, last, sysctlNumber, unknown, verdictOf, windowSeconds } from '../looks.ts';
import { ownersOf } from '../owner.ts';
import { connector, destinationOf, portBar, portEvidence, reuseAllowed } from '../port-evidence.ts';
import {
  moreAddresses,
  POOL,
  PORT_FOLKLORE,
  SERVER_CLOSES,
  reuseTimeWait,
  widerRange,
} from '../port-remedies.ts';
import { isTimeWait, KNEE_RATIO, portUses, pressure } from '../port-use.ts';
import type { PortUse } from '../port-use.ts';
import { HAPPENS, RANGE_UNKNOWN, untilFailure, WHAT } from '../port-words.ts';
import { isLoopback } from '../ports.ts';
import type { Rule } from '../rule.ts';
import { stackRemedies } from '../stack.ts';
import {
  NOT,
  PAGE,
  REUSED,
  REUSE_IDLE,
  REUSE_WITHOUT_TIMESTAMPS,
  reuseLimit,
  title,
  why,
} from './words.ts';

const ID = 'port-exhaustion-time-wait';
/** From this share of its own limit on, reuse is about to fail as well. */
const REUSE_LIMIT_RATIO = 0.5;

/** What shows that keeping connections helps. */
const KEPT: Proof = lab(ID, 'kept-connections');

/** Ephemeral ports towards one destination are running out, and TIME_WAIT holds them. */
export const portExhaustionTimeWait: Rule = {
  id: ID,
  page: PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'sockets');
    if (gone !== undefined) return gone;
    const uses = portUses(namespace);
    if (uses === undefined) return unknown(RANGE_UNKNOWN);
    return verdictOf(
      uses.flatMap((use) => {
        const severity = isTimeWait(use.at) ? pressure(use) : undefined;
        return severity === undefined ? [] : [finding(namespace, use, severity)];
      }),
    );
  },
};

/** What `tcp_tw_reuse` does for a destination: nothing, nothing although it is on, help, or its limit. */
interface Reuse {
  readonly effect: 'off' | 'idle' | 'works' | 'limit';
  readonly perSecond: number;
  readonly limitPerSecond: number;
}

function reuseOf(namespace: NamespaceSurvey, use: PortUse): Reuse {
  const look = last(namespace);
  const delayMs = sysctlNumber(look, 'net.ipv4.tcp_tw_reuse_delay') ?? 1_000;
  const limitPerSecond = (use.ports.available * 1_000) / Math.max(1, delayMs);
  const recycled = grew(namespace, 'TcpExt.TWRecycled') ?? 0;
  const perSecond = recycled / Math.max(0.001, windowSeconds(namespace));
  const near = [use.at.source, use.at.remote.address].some(isLoopback);
  const more = use.at.timeWait > use.first.timeWait || (grew(namespace, 'TcpExt.TW') ?? 0) > 0;
  const idle = recycled === 0 && more;
  const effect = !reuseAllowed(namespace, near)
    ? 'off'
    : idle
      ? 'idle'
      : perSecond >= REUSE_LIMIT_RATIO * limitPerSecond
        ? 'limit'
        : 'works';
  return { effect, perSecond, limitPerSecond };
}

function severityWith(reuse: Reuse, severity: Severity): Severity {
  if (reuse.effect === 'works') return 'notice';
  return reuse.effect === 'limit' ? 'warning' : severity;
}

function finding(namespace: NamespaceSurvey, use: PortUse, severity: Severity): Finding {
  const { at, ports } = use;
  const reuse = reuseOf(namespace, use);
  const full = use.leastFill >= 1 && reuse.effect === 'off';
  const [head, ...rest] = portEvidence(last(namespace), use);
  return {
    rule: ID,
    severity: severityWith(reuse, severity),
    confidence: full ? 'certain' : use.leastFill >= KNEE_RATIO ? 'probable' : 'suspected',
    subject: destinationOf(use),
    inodes: at.inodes,
    title: title(connector(namespace, at.inodes), hostPort(at.remote), at.ports, ports.available),
    happens: happens(use, reuse),
    why: joinText(
      why(at.timeWait, at.ports, ports.available),
      reuse.effect === 'idle' ? REUSE_IDLE : undefined,
      reuse.effect === 'limit' ? reuseLimit(reuse.perSecond, reuse.limitPerSecond) : undefined,
      reuse.effect !== 'works' && use.secondsLeft !== undefined
        ? untilFailure(use.secondsLeft, use.growthPerSecond)
        : undefined,
    ),
    bar: portBar(use),
    evidence: [head, ...rest, ...recycled(namespace)],
    not: notThese(use),
    remedies: remedies(namespace, use),
    doesNotHelp: timestampsOff(namespace)
      ? [REUSE_WITHOUT_TIMESTAMPS, ...PORT_FOLKLORE]
      : PORT_FOLKLORE,
    explains: [],
  };
}

const timestampsOff = (namespace: NamespaceSurvey): boolean =>
  last(namespace).sysctls['net.ipv4.tcp_timestamps'] === '0';

function happens(use: PortUse, reuse: Reuse): Finding['happens'] {
  if (reuse.effect === 'works') return REUSED;
  if (use.fill >= 1) return HAPPENS.failing;
  return use.fill >= KNEE_RATIO ? HAPPENS.slow : HAPPENS.soon;
}

function recycled(namespace: NamespaceSurvey): Evidence[] {
  const value = grew(namespace, 'TcpExt.TWRecycled');
  return value === undefined
    ? []
    : [{ what: WHAT.recycled, value, unit: 'ports', source: 'TcpExt.TWRecycled' }];
}

function notThese({ at, fill }: PortUse): NotThis[] {
  const all = at.established + at.timeWait + at.closeWait + at.synSent + at.other;
  const lowOnes = at.lowParityPorts > at.ports / 2;
  return [
    { rule: 'port-exhaustion-established', because: NOT.established(at.timeWait, all) },
    { rule: 'time-wait-harmless', because: NOT.harmless(fill) },
    ...(lowOnes ? [{ rule: 'port-exhaustion-bind', because: NOT.bind(at.lowParityPorts) }] : []),
  ];
}

function remedies(namespace: NamespaceSurvey, use: PortUse): Remedy[] {
  const reuse = reuseTimeWait(namespace);
  return [
    ...stackRemedies(ownersOf(namespace, use.at.inodes), 'pool', { proof: KEPT }),
    POOL,
    SERVER_CLOSES,
    ...(reuse === undefined ? [] : [reuse]),
    ...widerRange(namespace, ID),
    moreAddresses(ID),
  ];
}
