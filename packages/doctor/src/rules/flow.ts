/**
 * Sockets in the same trouble, told as one: by the service they came to, or by where they go.
 * @module
 */
import type { Group } from '../model/snapshot.ts';
import type { Endpoint, Family } from '../model/socket.ts';
import type { NamespaceSurvey, Owner } from '../model/survey.ts';
import { hostPort, num, plural } from '../model/text.ts';
import type { Text } from '../model/text.ts';
import type { Subject } from '../model/verdict.ts';
import { last, latest } from './looks.ts';
import type { Trail } from './looks.ts';
import { ownersOf } from './owner.ts';

/** Findings of one rule in one namespace; further flows are in no worse trouble. */
export const MOST_FINDINGS = 5;

/** Sockets of a flow whose owners are named. */
const MOST_INODES = 8;

/** Share of a port's connections in trouble from which it is the service's, not one client's. */
const MANY = 0.1;

/** Connections of one service, or to one remote end, worst first. */
export interface Flow {
  readonly family: Family;
  readonly direction: 'inbound' | 'outbound';
  /** Inbound: the port they came in by. */
  readonly localPort: number;
  /** Where the worst of them goes. */
  readonly remote: Endpoint;
  readonly trails: readonly [Trail, ...Trail[]];
  /** More sockets were in such a state than a look keeps: there may be more in trouble. */
  readonly isPart: boolean;
}

/** Who, how many and where, for a sentence. */
export interface FlowFacts {
  /** Name of the owning program, where it is known. */
  readonly who?: string;
  readonly count: number;
  /** Only so many were followed: there are at least so many. */
  readonly isPart?: boolean;
  /** `on port 80`, `to 10.0.0.5:5432`. */
  readonly where: Text;
}

/** Groups trails, given worst first, into at most 5 flows in the order of their worst. */
export function flowsOf(namespace: NamespaceSurvey, worstFirst: readonly Trail[]): Flow[] {
  const byKey = new Map<string, Trail[]>();
  for (const trail of worstFirst) {
    const key = keyOf(namespace, trail);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [trail]);
    else known.push(trail);
  }
  const isPart = isPartOfMore(namespace, worstFirst);
  return [...byKey.values()].slice(0, MOST_FINDINGS).flatMap((trails) => {
    const [head, ...rest] = trails;
    return head === undefined ? [] : [flowOf(namespace, [head, ...rest], isPart)];
  });
}

/** Of the sockets that a look has kept, the share in trouble from which those it left out may be too. */
const MOST_OF_KEPT = 0.5;

/** A look had more sockets to watch than it keeps, and most of those it kept are among these. */
function isPartOfMore(namespace: NamespaceSurvey, trails: readonly Trail[]): boolean {
  const cookies = new Set(trails.map((trail) => trail[0].cookie));
  return Object.values(last(namespace).kept).some(({ total, sockets }) => {
    const among = sockets.filter(({ cookie }) => cookies.has(cookie)).length;
    return total > sockets.length && among >= MOST_OF_KEPT * sockets.length;
  });
}

function keyOf(namespace: NamespaceSurvey, trail: Trail): string {
  const { family, local, remote } = trail[0];
  return isInbound(namespace, local.port)
    ? `${family} in ${local.port}`
    : `${family} out ${hostPort(remote)}`;
}

function flowOf(namespace: NamespaceSurvey, trails: Flow['trails'], isPart: boolean): Flow {
  const { family, local, remote } = trails[0][0];
  const direction = isInbound(namespace, local.port) ? 'inbound' : 'outbound';
  return { family, direction, localPort: local.port, remote, trails, isPart };
}

/** Somebody listens on this port: connections on it came from outside. */
export const isInbound = (namespace: NamespaceSurvey, port: number): boolean =>
  namespace.looks.some(
    (look) =>
      look.services.some((s) => s.port === port) ||
      look.listeners.some((l) => l.local.port === port),
  );

/** One socket by both its ends, several by what they share. */
export function flowSubject(flow: Flow): Subject {
  const { family, trails, direction, localPort, remote } = flow;
  if (trails.length === 1) {
    return { kind: 'socket', local: trails[0][0].local, remote, family };
  }
  const count = trails.length;
  return direction === 'inbound'
    ? { kind: 'sockets', count, localPort, family }
    : { kind: 'sockets', count, remote, family };
}

/** Inodes of its first few sockets that have an owner. */
export const flowInodes = (flow: Flow): number[] =>
  flow.trails
    .map((trail) => latest(trail).inode)
    .filter((inode) => inode !== 0)
    .slice(0, MOST_INODES);

/** The processes that hold a flow's sockets. */
export const flowOwners = (namespace: NamespaceSurvey, flow: Flow): Owner[] =>
  ownersOf(namespace, flowInodes(flow));

/** What a sentence says of a flow. */
export function flowFacts(namespace: NamespaceSurvey, flow: Flow): FlowFacts {
  const [owner] = flowOwners(namespace, flow);
  const where = whereOf(flow.direction, flow.localPort, flow.remote);
  return {
    ...(owner === undefined ? {} : { who: owner.command }),
    count: flow.trails.length,
    isPart: flow.isPart,
    where,
  };
}

/** `1 connection`, `at least 64 connections`; the Korean one is the number alone, `64개 이상`. */
export const connections = ({ count, isPart = false }: FlowFacts): Text => ({
  en: `${isPart ? 'at least ' : ''}${plural(count, 'connection')}`,
  ko: `${num(count)}개${isPart ? ' 이상' : ''}`,
});

/** The same for a group of sockets. */
export function groupFacts(namespace: NamespaceSurvey, group: Group): FlowFacts {
  const [owner] = ownersOf(namespace, groupInodes(group));
  return {
    ...(owner === undefined ? {} : { who: owner.command }),
    count: group.count,
    where: whereOf(group.direction, group.port ?? 0, group.remote ?? { address: '', port: 0 }),
  };
}

/** A group as the subject of a finding. */
export function groupSubject(group: Group): Subject {
  const { family, count, port, remote, examples } = group;
  const [only] = examples;
  if (count === 1 && only !== undefined) {
    return { kind: 'socket', local: only.local, remote: only.remote, family };
  }
  return {
    kind: 'sockets',
    count,
    family,
    ...(port === undefined ? {} : { localPort: port }),
    ...(remote === undefined ? {} : { remote }),
  };
}

/** Inodes of a group's examples that have an owner. */
export const groupInodes = (group: Group): number[] =>
  group.examples.map((socket) => socket.inode).filter((inode) => inode !== 0);

const whereOf = (direction: Flow['direction'], port: number, remote: Endpoint): Text =>
  direction === 'inbound'
    ? { en: `on port ${port}`, ko: `포트 ${port}` }
    : { en: `to ${hostPort(remote)}`, ko: hostPort(remote) };

/**
 * Whether the trouble is the service's rather than that of one client among many: every outgoing flow,
 * and an incoming one when a tenth of the port's connections are in it.
 */
export function concernsMany(namespace: NamespaceSurvey, flow: Flow): boolean {
  if (flow.direction === 'outbound') return true;
  const service = (namespace.looks.at(-1) ?? namespace.looks[0]).services.find(
    (s) => s.port === flow.localPort,
  );
  return flow.trails.length >= (service?.established ?? 0) * MANY;
}
