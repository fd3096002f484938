/**
 * A service that restarts may not get its port back.
 * @module
 */
import type { AbandonedPort } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { ENOUGH_LOOKS, lacks, last, needsLooks, unknown, verdictOf } from '../looks.ts';
import { reading } from '../reading.ts';
import { reservedWith, reserveFirst } from '../port-remedies.ts';
import { RANGE_UNKNOWN } from '../port-words.ts';
import { isEphemeral, portsOf } from '../ports.ts';
import type { Ports } from '../ports.ts';
import type { Rule } from '../rule.ts';
import { FOLKLORE, GONE, OVERLAP, PAGE, REUSEADDR, REUSEADDR_NOT_ENOUGH, WHAT } from './words.ts';

const ID = 'restart-address-in-use';
/** From this share of the range on, a free port is likely to be hit while a service restarts. */
const BUSY_RATIO = 0.1;
/** One socket may be a client that chose its port; two on one port were a service. */
const SERVICE_SOCKETS = 2;

/** A restart may end with EADDRINUSE. */
export const restartAddressInUse: Rule = {
  id: ID,
  page: PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'sockets');
    if (gone !== undefined) return gone;
    const ports = portsOf(last(namespace));
    if (ports === undefined) return unknown(RANGE_UNKNOWN);
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const overlap = overlapOf(namespace, ports);
    return verdictOf([
      ...abandonedThroughout(namespace).map((port) => goneFinding(port, ports)),
      ...(overlap.length === 0 ? [] : [overlapFinding(namespace, ports, overlap)]),
    ]);
  },
};

/** The port was a service's, and bind() may still refuse it. */
const isGone = (there: AbandonedPort | undefined): boolean =>
  there !== undefined &&
  there.timeWait > 0 &&
  there.timeWait + there.connections >= SERVICE_SOCKETS;

/** Ports whose service was gone in every look, as they were in the last. */
function abandonedThroughout(namespace: NamespaceSurvey): AbandonedPort[] {
  return last(namespace).abandoned.filter(({ port }) =>
    namespace.looks.every((look) => isGone(look.abandoned.find((there) => there.port === port))),
  );
}

/** Listening ports inside the range, not reserved, while the range is busy; in every look. */
function overlapOf(namespace: NamespaceSurvey, ports: Ports): number[] {
  const busy = namespace.looks.every((look) => usedOf(look) >= BUSY_RATIO * ports.available);
  if (!busy) return [];
  const listening = namespace.looks.map(
    (look) => new Set(look.listeners.map((listener) => listener.local.port)),
  );
  const [head = new Set<number>(), ...rest] = listening;
  return [...head]
    .filter((port) => isEphemeral(ports, port) && rest.every((look) => look.has(port)))
    .toSorted((a, b) => a - b);
}

/** Most different ports that one source address uses. */
const usedOf = (look: NamespaceSurvey['looks'][number]): number =>
  look.sources.reduce((most, source) => Math.max(most, source.distinctPorts), 0);

function goneFinding({ port, timeWait, connections }: AbandonedPort, ports: Ports): Finding {
  return {
    rule: ID,
    severity: 'notice',
    confidence: 'suspected',
    subject: { kind: 'namespace' },
    inodes: [],
    title: GONE.title(port, timeWait),
    happens: GONE.happens,
    why: GONE.why(port, timeWait, connections),
    evidence: [
      reading(WHAT.timeWait, timeWait, 'sockets', 'sock_diag idiag_state, idiag_sport'),
      reading(WHAT.connections, connections, 'sockets', 'sock_diag idiag_state, idiag_sport'),
    ],
    not: [
      {
        rule: 'ephemeral port',
        ko: '임시 포트',
        because: GONE.notOverlap(port, ports.low, ports.high),
      },
    ],
    remedies: [REUSEADDR],
    doesNotHelp: FOLKLORE,
    explains: [],
  };
}

function overlapFinding(
  namespace: NamespaceSurvey,
  ports: Ports,
  inside: readonly number[],
): Finding {
  const look = last(namespace);
  const used = usedOf(look);
  const list = reservedWith(look, inside);
  return {
    rule: ID,
    severity: 'notice',
    confidence: 'suspected',
    subject: { kind: 'namespace' },
    inodes: look.listeners
      .filter((l) => inside.includes(l.local.port))
      .map((l) => l.inode)
      .slice(0, 3),
    title: OVERLAP.title(inside, ports.low, ports.high),
    happens: OVERLAP.happens,
    why: OVERLAP.why(used, used / ports.available, ports.reserved),
    evidence: [
      reading(WHAT.inside, inside.length, 'ports', 'sock_diag idiag_sport'),
      reading(WHAT.used, used, 'ports', 'sock_diag idiag_sport'),
      reading(WHAT.share, used / ports.available, 'ratio', 'net.ipv4.ip_local_port_range'),
    ],
    not: [{ rule: 'TIME_WAIT', because: OVERLAP.notGone }],
    remedies: list === undefined ? [] : [reserveFirst(namespace, list)],
    doesNotHelp: [REUSEADDR_NOT_ENOUGH],
    explains: [],
  };
}
