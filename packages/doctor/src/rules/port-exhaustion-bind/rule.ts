/**
 * `bind()` to port 0 before `connect()` reserves ports against every destination.
 * @module
 */
import type { Destination, Source } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { lacks, last, unknown, verdictOf } from '../looks.ts';
import { connector } from '../port-evidence.ts';
import { reading } from '../reading.ts';
import { widerRange } from '../port-remedies.ts';
import { FULL_RATIO, KNEE_RATIO } from '../port-use.ts';
import { PORTS_LABEL, RANGE_UNKNOWN, WHAT as PORT } from '../port-words.ts';
import { portsOf, unmapped } from '../ports.ts';
import type { Ports } from '../ports.ts';
import type { Rule } from '../rule.ts';
import { FOLKLORE, HAPPENS, NO_PORT, notOneDestination, PAGE, title, WHAT, why } from './words.ts';

const ID = 'port-exhaustion-bind';
/** Of the ports `bind()` tries first. `connect()` leaves these alone until the others are gone. */
const BIND_PARITY_RATIO = 0.8;
/** Ports of all destinations to different ports: `connect()` shares them between destinations, `bind()` never. */
const UNSHARED = { least: 0.9, most: 1.1 } as const;

/** One source address runs out of ports because they are bound before they are connected. */
export const portExhaustionBind: Rule = {
  id: ID,
  page: PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'sockets');
    if (gone !== undefined) return gone;
    const ports = portsOf(last(namespace));
    if (ports === undefined || ports.available <= 0) return unknown(RANGE_UNKNOWN);
    return verdictOf(
      last(namespace).sources.flatMap((source) => {
        const trail = namespace.looks.map((look) => look.sources.find((s) => isSame(s, source)));
        const bound = trail.every((s) => s !== undefined && isBound(s, ports));
        const most = fullest(namespace, source) / ports.available;
        const one = most >= KNEE_RATIO && !isUnshared(namespace, source, ports, most);
        return bound && !one ? [finding(namespace, source, ports, most)] : [];
      }),
    );
  },
};

const isSame = (a: Source, b: Source): boolean => a.address === b.address && a.family === b.family;

function isBound(source: Source, ports: Ports): boolean {
  const half = ports.available - ports.lowParity;
  const first = Math.min(source.distinctPorts, half);
  return (
    source.distinctPorts >= KNEE_RATIO * ports.available &&
    source.bindParityPorts >= BIND_PARITY_RATIO * first
  );
}

/**
 * All ports are gone although no destination has them all, and no two destinations share one: the
 * destination that holds most of them is not the reason.
 */
function isUnshared(
  namespace: NamespaceSurvey,
  source: Source,
  ports: Ports,
  most: number,
): boolean {
  const full = source.distinctPorts >= FULL_RATIO * ports.available && most < FULL_RATIO;
  const held = last(namespace)
    .destinations.filter((at) => isFrom(source, at))
    .reduce((sum, at) => sum + at.ports, 0);
  const { distinctPorts } = source;
  return full && held >= UNSHARED.least * distinctPorts && held <= UNSHARED.most * distinctPorts;
}

const isFrom = (source: Source, at: Destination): boolean =>
  unmapped(at.source) === unmapped(source.address);

/** Most ports that any destination of this source held in any look. */
const fullest = (namespace: NamespaceSurvey, source: Source): number =>
  namespace.looks
    .flatMap((look) => look.destinations)
    .filter((at) => isFrom(source, at))
    .reduce((most, at) => Math.max(most, at.ports), 0);

/** Destinations of this source beyond half of the range fail by this too; another source's do not. */
function explained(namespace: NamespaceSurvey, source: Source, ports: Ports): string[] {
  const far = last(namespace).destinations.filter((at) => at.ports >= KNEE_RATIO * ports.available);
  return far.length > 0 && far.every((at) => isFrom(source, at))
    ? ['port-exhaustion-established', 'port-exhaustion-time-wait']
    : [];
}

function finding(namespace: NamespaceSurvey, source: Source, ports: Ports, most: number): Finding {
  const used = source.distinctPorts;
  const fill = used / ports.available;
  const half = ports.available - ports.lowParity;
  const who = connector(namespace, source.inodes);
  return {
    rule: ID,
    severity: fill >= FULL_RATIO ? 'critical' : 'warning',
    confidence: 'probable',
    subject: { kind: 'namespace' },
    inodes: source.inodes,
    title: title(who, source.address, used, ports.available),
    happens: fill >= 1 ? HAPPENS.failing : HAPPENS.soon,
    why: why(source.bindParityPorts, half, most),
    bar: { label: PORTS_LABEL, value: used, max: ports.available },
    evidence: evidence(source, ports, most),
    not: ['port-exhaustion-time-wait', 'port-exhaustion-established'].map((rule) => ({
      rule,
      because: notOneDestination(most),
    })),
    remedies: [NO_PORT, ...widerRange(namespace, ID)],
    doesNotHelp: FOLKLORE,
    explains: explained(namespace, source, ports),
  };
}

function evidence(source: Source, ports: Ports, most: number): [Evidence, ...Evidence[]] {
  return [
    reading(WHAT.distinct, source.distinctPorts, 'ports', 'sock_diag idiag_sport'),
    reading(PORT.available, ports.available, 'ports', 'net.ipv4.ip_local_port_range'),
    reading(WHAT.bound, source.bindParityPorts, 'ports', 'sock_diag idiag_sport'),
    reading(WHAT.most, most, 'ratio', 'sock_diag idiag_dst, idiag_dport'),
  ];
}
