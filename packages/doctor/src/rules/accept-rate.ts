/**
 * How fast the programs of a namespace accept connections, and whether one has stopped.
 *
 * Source: net/ipv4/tcp_minisocks.c `tcp_create_openreq_child()` counts `Tcp.PassiveOpens` when a
 * finished handshake enters the accept queue.
 * @module
 */
import type { Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { ENOUGH_LOOKS, first, grew, grewOrZero, last, serviceOn, windowSeconds } from './looks.ts';
import { holdersOf, ending, isFull, oldestWait } from './listener.ts';
import type { ListenerTrail } from './listener.ts';
import { areStopped } from './stopped.ts';

/** Connections accepted and wanted in a namespace. */
export interface AcceptRate {
  /** Connections accepted in the window. */
  readonly accepted: number;
  readonly acceptedPerSec: number;
  /** Handshakes finished and connections turned away in the window. */
  readonly attempts: number;
  /** A client that tries again counts again, and so does each SYN it repeats. */
  readonly arrivingPerSec: number;
  /** Somebody was turned away, so that the arrivals hold repeats. */
  readonly hasRepeats: boolean;
  /** Several ports listen: for one of them the rates are upper bounds. */
  readonly isShared: boolean;
}

/** The rates over the window; `undefined` when they cannot be told. */
export function acceptRate(namespace: NamespaceSurvey): AcceptRate | undefined {
  const opened = grew(namespace, 'Tcp.PassiveOpens');
  const seconds = windowSeconds(namespace);
  if (opened === undefined || seconds <= 0) return undefined;
  const before = waitingIn(first(namespace).listeners);
  const after = waitingIn(last(namespace).listeners);
  const accepted = Math.max(0, opened - (after - before));
  const turnedAway = grewOrZero(namespace, 'TcpExt.ListenOverflows');
  const attempts = opened + turnedAway;
  return {
    accepted,
    acceptedPerSec: accepted / seconds,
    attempts,
    arrivingPerSec: attempts / seconds,
    hasRepeats: turnedAway > 0,
    isShared: new Set(last(namespace).listeners.map((l) => l.local.port)).size > 1,
  };
}

const waitingIn = (listeners: readonly { readonly waiting: number }[]): number =>
  listeners.reduce((sum, listener) => sum + listener.waiting, 0);

/** Share of the window by which the oldest waiting connection must have aged to show a standstill. */
const STANDSTILL = 0.9;

/**
 * Whoever holds the queue is stopped; or nothing was accepted from a full queue over the whole window: no
 * connection was accepted in the namespace at all, or the first in the queue grew older with the clock.
 */
export function isStuck(namespace: NamespaceSurvey, trail: ListenerTrail): boolean {
  if (areStopped(holdersOf(namespace, ending(trail)))) return true;
  return trail.length >= ENOUGH_LOOKS && trail.every(isFull) && acceptsNothing(namespace, trail);
}

/** Nobody was accepted from this queue during the window, as far as can be told. */
export function acceptsNothing(namespace: NamespaceSurvey, trail: ListenerTrail): boolean {
  if (trail.some((listener) => listener.waiting === 0)) return false;
  if (areStopped(holdersOf(namespace, ending(trail)))) return true;
  if (acceptRate(namespace)?.accepted === 0) return true;
  if (isServed(namespace, trail)) return false;
  const wait = oldestWait(namespace, ending(trail).local.port);
  const windowMs = windowSeconds(namespace) * 1_000;
  return wait !== undefined && wait.afterMs - wait.beforeMs >= windowMs * STANDSTILL;
}

/**
 * Of the connections that came into a queue with room, the share that may seem accepted and was not, and the
 * least of them: the counter is read a few milliseconds before the queue, and some come in between.
 */
const BETWEEN = { share: 0.02, least: 2 } as const;

/**
 * Somebody was accepted, whatever the age of the queue says: clients that came together age together
 * while one after the other is accepted.
 */
function isServed(namespace: NamespaceSurvey, trail: ListenerTrail): boolean {
  const { port } = ending(trail).local;
  const taken = namespace.looks.map((look) => takenOn(look, port));
  const hasTraces =
    taken.some((count, n) => count > (taken[n - 1] ?? Infinity)) ||
    trail.some((listener, n) => listener.waiting < (trail[n - 1]?.waiting ?? 0));
  if (hasTraces || last(namespace).listeners.length > 1) return hasTraces;
  const came = grewOrZero(namespace, 'Tcp.PassiveOpens');
  const between = trail.every(isFull) ? 0 : Math.max(BETWEEN.least, came * BETWEEN.share);
  return (acceptRate(namespace)?.accepted ?? 0) > between;
}

/** Connections of a port that have been accepted, and those that were closed from here since. */
function takenOn(look: Snapshot, port: number): number {
  const service = serviceOn(look, port);
  if (service === undefined) return 0;
  const open = service.established - (service.unaccepted - service.unacceptedCloseWait);
  return open + service.timeWait;
}
