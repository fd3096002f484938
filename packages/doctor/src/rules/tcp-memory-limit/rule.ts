/**
 * The kernel throws received data away because TCP may not have more memory.
 * @module
 */
import type { NamespaceSurvey, Owner, Survey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import {
  grew,
  grewOrZero,
  held,
  lacks,
  last,
  latest,
  noGrowth,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import type { Trail } from '../looks.ts';
import { ownersOf } from '../owner.ts';
import { COLLAPSED, DROPPED, OVERCOMMITTED, PRUNED } from '../receiver.ts';
import type { Rule } from '../rule.ts';
import { BAR, DOES_NOT_HELP, notThese, page, REMEDIES, WHAT, words } from './words.ts';
import type { Facts } from './words.ts';

const PRESSURES = 'TcpExt.TCPMemoryPressures';
/**
 * Grow only when a socket is over its own limit. Not so OfoPruned: segments that wait for a gap to be
 * filled are given up for the common limit as well (`tcp_try_rmem_schedule()`).
 */
const OWN_LIMIT = [COLLAPSED, OVERCOMMITTED] as const;
/** Segments dropped per second from which transfers collapse: 133 measured, 172 MB became 25.7 MB. */
const COLLAPSE_PER_SEC = 50;
/** Sockets whose owners are named. */
const MOST_INODES = 8;

/** Segments dropped although their sockets had room, or the machine-wide limit of TCP reached. */
export const tcpMemoryLimit: Rule = {
  id: 'tcp-memory-limit',
  page,
  check(namespace, survey) {
    const cannot = lacks(namespace, 'netstat');
    if (cannot !== undefined) return cannot;
    if (grew(namespace, DROPPED) === undefined) return noGrowth(namespace, DROPPED);
    const facts = factsOf(namespace, survey);
    const cause = causeOf(namespace, facts);
    return verdictOf(cause === undefined ? [] : [findingOf(namespace, facts, cause)]);
  },
};

/**
 * `machine`: tcp_mem. `group`: segments were dropped although their socket was within its own limit.
 * `tight`: nothing was dropped yet, but the kernel looked for memory to save in sockets that had room.
 */
type Cause = 'machine' | 'group' | 'tight';

const CONFIDENCE = {
  machine: 'certain',
  group: 'certain',
  tight: 'probable',
} as const satisfies Record<Cause, Finding['confidence']>;

/** Receive memory to its limit up to which a socket surely has room: 0.15 measured. */
const ROOMY = 0.5;

/**
 * A socket over its own limit drops and is counted as well, but only after its segments were merged
 * (TCPRcvCollapsed) or could not be (RcvPruned). Drops without either are for want of memory
 * that is not the socket's. Source: `tcp_try_rmem_schedule()`, `tcp_prune_queue()` in
 * net/ipv4/tcp_input.c.
 */
function causeOf(namespace: NamespaceSurvey, facts: Facts): Cause | undefined {
  const overLimit = facts.pressurePages !== undefined && facts.usedPages > facts.pressurePages;
  if (facts.pressures > 0 || (overLimit && namespace.isHost)) return 'machine';
  if (facts.ownLimit > 0) return undefined;
  if (facts.dropped > 0) return 'group';
  const trails = held(namespace, 'unread');
  return facts.pruned > 0 && trails.length > 0 && trails.every(isRoomy) ? 'tight' : undefined;
}

const isRoomy = (trail: Trail): boolean =>
  trail.every(
    ({ memory }) => memory !== undefined && memory.rmemBytes <= ROOMY * memory.rcvbufBytes,
  );

function factsOf(namespace: NamespaceSurvey, survey: Survey): Facts {
  const trails = held(namespace, 'unread');
  return {
    dropped: grewOrZero(namespace, DROPPED),
    pruned: grewOrZero(namespace, PRUNED),
    ownLimit: OWN_LIMIT.reduce((sum, name) => sum + grewOrZero(namespace, name), 0),
    pressures: grewOrZero(namespace, PRESSURES),
    seconds: windowSeconds(namespace),
    usedPages: last(namespace).sockstat?.hostMemPages ?? 0,
    pressurePages: survey.hostLooks.at(-1)?.tcpMemPages?.[1],
    fullest: fullestOf(trails),
    inodes: trails
      .map((trail) => latest(trail).inode)
      .filter((inode) => inode !== 0)
      .slice(0, MOST_INODES),
  };
}

/** Receive memory to its limit of the fullest socket that was watched, 0 to 1. */
function fullestOf(trails: readonly Trail[]): number | undefined {
  const ratios = trails.flatMap((trail) => {
    const { memory } = latest(trail);
    return memory === undefined ? [] : [memory.rmemBytes / Math.max(1, memory.rcvbufBytes)];
  });
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

function findingOf(namespace: NamespaceSurvey, facts: Facts, cause: Cause): Finding {
  const [owner] = ownersOf(namespace, facts.inodes);
  const machine = cause === 'machine';
  return {
    rule: 'tcp-memory-limit',
    severity: severityOf(cause, facts),
    confidence: CONFIDENCE[cause],
    subject: machine ? { kind: 'host' } : { kind: 'namespace' },
    inodes: facts.inodes,
    ...words(facts, machine, owner && groupName(owner)),
    ...(machine && facts.pressurePages !== undefined
      ? { bar: { label: BAR, value: facts.usedPages, max: facts.pressurePages } }
      : {}),
    evidence: evidenceOf(facts),
    not: notThese(facts),
    remedies: REMEDIES[machine ? 'machine' : 'group'],
    doesNotHelp: DOES_NOT_HELP,
    explains: ['path-loss'],
  };
}

/** The unit, container or control group whose memory is limited; the root group has no limit of its own. */
function groupName({ unit, container, cgroup }: Owner): string | undefined {
  return unit ?? container ?? (cgroup === '/' ? undefined : cgroup);
}

function severityOf(cause: Cause, facts: Facts): Finding['severity'] {
  if (cause === 'tight') return 'notice';
  return facts.dropped >= COLLAPSE_PER_SEC * Math.max(facts.seconds, 1) ? 'critical' : 'warning';
}

function evidenceOf(facts: Facts): Finding['evidence'] {
  const pressure: Evidence[] =
    facts.pressurePages === undefined
      ? []
      : [
          {
            what: WHAT.limit,
            value: facts.pressurePages,
            unit: 'pages',
            source: 'net.ipv4.tcp_mem, second number',
          },
        ];
  const fullest: Evidence[] =
    facts.fullest === undefined
      ? []
      : [
          {
            what: WHAT.fullest,
            value: facts.fullest,
            unit: 'ratio',
            source: 'SK_MEMINFO_RMEM_ALLOC / SK_MEMINFO_RCVBUF',
          },
        ];
  return [
    { what: WHAT.dropped, value: facts.dropped, unit: 'segments', source: DROPPED },
    { what: WHAT.pruned, value: facts.pruned, unit: 'events', source: PRUNED },
    {
      what: WHAT.ownLimit,
      value: facts.ownLimit,
      unit: 'events',
      source: `${COLLAPSED} + ${OVERCOMMITTED}`,
    },
    ...fullest,
    { what: WHAT.pressures, value: facts.pressures, unit: 'events', source: PRESSURES },
    {
      what: WHAT.used,
      value: facts.usedPages,
      unit: 'pages',
      source: '/proc/net/sockstat TCP mem',
    },
    ...pressure,
  ];
}
