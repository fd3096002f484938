/**
 * One listening socket through the looks of a window: its queue, its limit and who holds it.
 *
 * Source: net/ipv4/tcp_diag.c (`idiag_rqueue` is `sk_ack_backlog`, `idiag_wqueue` is
 * `sk_max_ack_backlog`), include/net/sock.h `sk_acceptq_is_full()`.
 * @module
 */
import type { Listener } from '../model/snapshot.ts';
import type { NamespaceSurvey, Owner } from '../model/survey.ts';
import { hostPort } from '../model/text.ts';
import type { Bar, Evidence, Subject } from '../model/verdict.ts';
import { first, last, serviceOn, sysctlNumber } from './looks.ts';
import { ownersOf } from './owner.ts';
import { recognise } from './stack.ts';

/** A listener in every look, oldest first. */
export type ListenerTrail = readonly [Listener, ...Listener[]];

/** Owners that a rule asks for before it judges are worth their price for this many listeners. */
export const WANTED_LISTENERS = 16;

/** The listener as it was in the last look. */
export const ending = (trail: ListenerTrail): Listener => trail.at(-1) ?? trail[0];

/** Connections it dropped during the window; 0 where the kernel does not tell. */
export const droppedBy = (trail: ListenerTrail): number =>
  Math.max(0, (ending(trail).drops ?? 0) - (trail[0].drops ?? 0));

/** The queue takes one connection more than its limit. Unknown limits are never full. */
export const isFull = (listener: Listener): boolean =>
  listener.limit !== undefined && listener.waiting > listener.limit;

/** Somebody waited to be accepted in every look. */
export const isWaitedOn = (trail: ListenerTrail): boolean => trail.every((l) => l.waiting > 0);

/** Which number holds the queue short. */
export type Binding =
  /** Below `net.core.somaxconn`: the program asked for it, or somaxconn was this small at `listen()`. */
  | { readonly by: 'backlog'; readonly limit: number; readonly somaxconn: number }
  /** Equal to `net.core.somaxconn` of the listener's namespace. */
  | { readonly by: 'somaxconn'; readonly limit: number; readonly somaxconn: number }
  /** Above it: somaxconn was lowered after `listen()`. */
  | { readonly by: 'past'; readonly limit: number; readonly somaxconn: number };

/** Which number holds the queue short; `undefined` when the limit or somaxconn could not be read. */
export function bindingOf(namespace: NamespaceSurvey, listener: Listener): Binding | undefined {
  const somaxconn = sysctlNumber(last(namespace), 'net.core.somaxconn');
  const { limit } = listener;
  if (limit === undefined || somaxconn === undefined) return undefined;
  if (limit === somaxconn) return { by: 'somaxconn', limit, somaxconn };
  return { by: limit < somaxconn ? 'backlog' : 'past', limit, somaxconn };
}

/** The listener as the subject of a finding. */
export const subjectOf = (listener: Listener): Subject => ({
  kind: 'listener',
  address: listener.local.address,
  port: listener.local.port,
  family: listener.family,
});

/** `0.0.0.0:80`. */
export const addressOf = (listener: Listener): string => hostPort(listener.local);

/** The same for all listeners that share an address by SO_REUSEPORT. */
export const addressKey = ({ family, local }: Listener): string =>
  `${family} ${local.address} ${local.port}`;

/** Its inode, where it has one, as a finding lists it. */
export const inodesOf = (listener: Listener): number[] =>
  listener.inode > 0 ? [listener.inode] : [];

/** Who holds it, lowest pid first; empty when unknown. */
export const holdersOf = (namespace: NamespaceSurvey, listener: Listener): Owner[] =>
  ownersOf(namespace, [listener.inode]);

/**
 * The name of the program that holds it; `undefined` when unknown. systemd, which keeps a socket that it
 * made for a service, is named only while nobody else has it.
 */
export function programOf(namespace: NamespaceSurvey, listener: Listener): string | undefined {
  const owners = holdersOf(namespace, listener);
  return (owners.find((owner) => recognise(owner) !== 'systemd') ?? owners[0])?.command;
}

/** The queue against its limit, drawn; `undefined` without a limit. */
export const queueBar = (listener: Listener, note?: Bar['note']): Bar | undefined =>
  listener.limit === undefined
    ? undefined
    : {
        label: { en: 'queue', ko: '큐' },
        value: listener.waiting,
        max: listener.limit,
        ...(note === undefined ? {} : { note }),
      };

/** The queue and its limit in the last look, as evidence. */
export function queueEvidence(listener: Listener): Evidence[] {
  const at = addressOf(listener);
  const waiting: Evidence = {
    what: { en: `waiting on ${at}`, ko: `${at}에서 대기 중` },
    value: listener.waiting,
    unit: 'connections',
    source: 'sock_diag idiag_rqueue',
  };
  if (listener.limit === undefined) return [waiting];
  const limit: Evidence = {
    what: { en: `limit of ${at}`, ko: `${at}의 한도` },
    value: listener.limit,
    unit: 'connections',
    source: 'sock_diag idiag_wqueue',
  };
  return [waiting, limit];
}

/**
 * Milliseconds the first in the queue of a port has waited at least, before and after; `undefined`
 * without `tcp_info` or when nobody waited in one of the two looks.
 */
export function oldestWait(
  namespace: NamespaceSurvey,
  port: number,
): { readonly beforeMs: number; readonly afterMs: number } | undefined {
  const beforeMs = serviceOn(first(namespace), port)?.oldestUnacceptedMs;
  const afterMs = serviceOn(last(namespace), port)?.oldestUnacceptedMs;
  return beforeMs === undefined || afterMs === undefined ? undefined : { beforeMs, afterMs };
}
