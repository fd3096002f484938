/**
 * Questions that rules ask of several looks: how much a counter grew, which sockets stayed as they were.
 * @module
 */
import type {
  Counters,
  Group,
  GroupKind,
  Listener,
  Missing,
  Service,
  Snapshot,
  Watch,
} from '../model/snapshot.ts';
import type { SocketFacts } from '../model/socket.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import { num } from '../model/text.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { once } from './once.ts';

/** Looks a condition on single sockets must hold in: one may catch a moment, three in a row do not. */
export const ENOUGH_LOOKS = 3;

/** `healthy`, the word. */
export const HEALTHY: Verdict = { kind: 'healthy' };

/** "Cannot tell", with the reason. */
export const unknown = (because: Text): Verdict => ({ kind: 'unknown', because });

/** First look of the window. */
export const first = (namespace: NamespaceSurvey): Snapshot => namespace.looks[0];

/** Last look of the window. */
export const last = (namespace: NamespaceSurvey): Snapshot =>
  namespace.looks.at(-1) ?? namespace.looks[0];

/** Seconds between the first and the last look. */
export const windowSeconds = (namespace: NamespaceSurvey): number =>
  (last(namespace).atMs - first(namespace).atMs) / 1_000;

/**
 * Growth of a counter over the window. `undefined` when it cannot be told: one look only, the kernel
 * has no such counter, or it went back (the namespace was made anew).
 */
export function grew(namespace: NamespaceSurvey, name: string): number | undefined {
  if (namespace.looks.length < 2) return undefined;
  return difference(first(namespace).counters, last(namespace).counters, name);
}

/** Growth of a counter where absence means it never moved, such as a counter newer than this kernel. */
export const grewOrZero = (namespace: NamespaceSurvey, name: string): number =>
  grew(namespace, name) ?? 0;

/** Whether a counter grew between all looks: what happened once, in one part of the window, does not count. */
export const growsThroughout = ({ looks }: NamespaceSurvey, name: string): boolean =>
  looks.every((look, n) => {
    const before = looks[n - 1];
    return before === undefined || (difference(before.counters, look.counters, name) ?? 0) > 0;
  });

function difference(before: Counters, after: Counters, name: string): number | undefined {
  const was = before[name];
  const is = after[name];
  return was === undefined || is === undefined || is < was ? undefined : Number(is - was);
}

/** Why a counter's growth could not be told, as a verdict. */
export function noGrowth(namespace: NamespaceSurvey, name: string): Verdict {
  if (namespace.looks.length < 2) return needsLooks(2);
  const unread = lacks(namespace, 'netstat');
  if (unread !== undefined) return unread;
  if (last(namespace).counters[name] === undefined) {
    return unknown({
      en: `this kernel does not report ${name}`,
      ko: `이 커널에는 ${name} 카운터가 없습니다`,
    });
  }
  return unknown({
    en: `${name} went back between two looks`,
    ko: `${name} 값이 관찰 도중 줄어들었습니다`,
  });
}

/** Most rules say so of every namespace where a run takes one look. */
const NEEDED = new Map<number, Verdict>();

/** "Cannot tell" from so few looks. */
export function needsLooks(wanted: number): Verdict {
  const said = NEEDED.get(wanted) ?? tooFew(wanted);
  NEEDED.set(wanted, said);
  return said;
}

const tooFew = (wanted: number): Verdict =>
  unknown({
    en: `needs at least ${num(wanted)} looks; --window 0 takes one`,
    ko: `최소 ${num(wanted)}번은 관찰해야 합니다 (--window 0은 한 번만 봅니다)`,
  });

/** "Cannot tell" because a source could not be read in the last look, or `undefined` when it could. */
export function lacks(
  namespace: NamespaceSurvey,
  ...sources: readonly string[]
): Verdict | undefined {
  const gone = last(namespace).missing.find((missing) => sources.includes(missing.source));
  return gone === undefined ? undefined : unreadable(gone);
}

/** The same for a source that every look must have, such as sockets that are compared between looks. */
export function lacksInAny({ looks }: NamespaceSurvey, source: string): Verdict | undefined {
  const gone = looks.flatMap((look) => look.missing).find((missing) => missing.source === source);
  return gone === undefined ? undefined : unreadable(gone);
}

const unreadable = ({ source, code }: Missing): Verdict =>
  unknown({
    en: `could not read ${source} (${code})`,
    ko: `${source} 정보를 읽지 못했습니다 (${code})`,
  });

/** One socket through all looks, oldest first. */
export type Trail = readonly [SocketFacts, ...SocketFacts[]];

/** Sockets kept for `watch` in every look of the window, with their facts in each. */
export function held(namespace: NamespaceSurvey, watch: Watch): Trail[] {
  return trails(namespace.looks.map((look) => look.kept[watch].sockets));
}

/** Example sockets of a group kind that were there in every look. */
export function heldInGroups(namespace: NamespaceSurvey, kind: GroupKind): Trail[] {
  return trails(namespace.looks.map((look) => look.groups[kind].flatMap((g) => g.examples)));
}

function trails(looks: readonly (readonly SocketFacts[])[]): Trail[] {
  const byCookie = looks.map((sockets) => new Map(sockets.map((s) => [s.cookie, s])));
  return (looks[0] ?? []).flatMap((start) => {
    const rest = byCookie.slice(1).map((look) => look.get(start.cookie));
    return rest.every((facts) => facts !== undefined) ? [[start, ...rest] as Trail] : [];
  });
}

/** The last facts of a trail. */
export const latest = (trail: Trail): SocketFacts => trail.at(-1) ?? trail[0];

/** Growth of a `tcp_info` total along a trail; `undefined` on kernels that do not send it. */
export function gained(
  trail: Trail,
  read: (socket: SocketFacts) => number | undefined,
): number | undefined {
  const was = read(trail[0]);
  const is = read(latest(trail));
  return was === undefined || is === undefined ? undefined : Math.max(0, is - was);
}

/** One listener through all looks, oldest first; only listeners that were there all the time. */
export const listenerTrails = once((namespace): readonly (readonly [Listener, ...Listener[]])[] => {
  const byCookie = namespace.looks.map((look) => new Map(look.listeners.map((l) => [l.cookie, l])));
  return first(namespace).listeners.flatMap((start) => {
    const rest = byCookie.slice(1).map((look) => look.get(start.cookie));
    return rest.every((l) => l !== undefined)
      ? [[start, ...rest] as [Listener, ...Listener[]]]
      : [];
  });
});

/** Everything on a port in one look. */
export const serviceOn = (look: Snapshot, port: number): Service | undefined =>
  look.services.find((service) => service.port === port);

/** The same group in another look. */
export const sameGroup = (groups: readonly Group[], as: Group): Group | undefined =>
  groups.find(
    (g) =>
      g.direction === as.direction &&
      g.port === as.port &&
      g.family === as.family &&
      g.remote?.address === as.remote?.address &&
      g.remote?.port === as.remote?.port,
  );

/** A sysctl of one number; `undefined` when absent or not a number. */
export function sysctlNumber(look: Snapshot, key: string): number | undefined {
  const text = look.sysctls[key];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** A sysctl of several numbers, such as `net.ipv4.tcp_rmem`. */
export const sysctlNumbers = (look: Snapshot, key: string): number[] =>
  (look.sysctls[key] ?? '')
    .split(/\s+/)
    .filter((word) => /^-?\d+$/.test(word))
    .map(Number);

/** Findings as a verdict: none of them is `healthy`. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const [head, ...rest] = findings;
  return head === undefined ? HEALTHY : { kind: 'finding', findings: [head, ...rest] };
}
