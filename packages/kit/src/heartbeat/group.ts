/**
 * A heartbeat for every connection of a server, with one view of the kernel and one set of counters.
 * @module
 */
import type { EventEmitter } from 'node:events';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { endOf } from './death.ts';
import type { Cause, Death, Reason } from './death.ts';
import { timesOf } from './heartbeat-options.ts';
import type { Heartbeat, WatchOptions } from './heartbeat-options.ts';
import { sharedKernelView } from './kernel-view.ts';
import type { KernelView } from './kernel-view.ts';
import { openNursery } from './nursery.ts';
import type { Nursery } from './nursery.ts';

/** Settings of one connection, and a callback that says which one died. */
export type GroupOptions<O extends WatchOptions, C> = Omit<O, 'onDead'> & {
  /** Called once, at most, for each connection. */
  readonly onDead?: (death: Death, connection: C) => void;
};

/** What the heartbeats of a server have seen. All but the first two only grow. */
export interface HeartbeatCounters {
  /** Connections watched now: not those that are dead already. */
  readonly watched: number;
  /** Of these, ones that nobody here reads from; sockets in their first second are not asked. */
  readonly cannotTell: number;
  readonly pings: number;
  readonly skippedPings: number;
  /** Deaths by how they were noticed; one that never happened is absent. */
  readonly deadByReason: Readonly<Partial<Record<Reason, number>>>;
  /** Deaths by who is to blame; one that never happened is absent. */
  readonly deadByCause: Readonly<Partial<Record<Cause, number>>>;
}

/** All heartbeats of a server. Disposing of it ends them and leaves the connections alone. */
export interface HeartbeatGroup extends Disposable {
  counters(): HeartbeatCounters;
}

/** A server, and how to watch one of its connections. */
export interface EachOf<O extends WatchOptions, C extends EventEmitter> {
  readonly source: EventEmitter;
  /** Emitted with each new connection. */
  readonly event: string;
  /** Connections that are there already. @default none */
  readonly already?: Iterable<C>;
  readonly options: GroupOptions<O, C>;
  /** Starts the heartbeat of one that was there since `sinceMs` of the clock. */
  readonly watch: (connection: C, options: O, sinceMs: number) => Heartbeat;
  /**
   * The error that a closed connection has ended with. Given, heartbeats start only when connections
   * are a while old, since a short one can be judged by its end alone. @default they start at once
   */
  readonly errorOf?: (closed: C) => Error | undefined;
}

/** Watches each connection until it closes. */
export const watchEach = <O extends WatchOptions, C extends EventEmitter>(
  each: EachOf<O, C>,
): HeartbeatGroup => new Group(each);

class Group<O extends WatchOptions, C extends EventEmitter> implements HeartbeatGroup {
  readonly #each: EachOf<O, C>;
  readonly #clock: Clock;
  readonly #kernel: KernelView;
  readonly #young: Nursery<C>;
  readonly #watched = new Map<C, { readonly beat: Heartbeat; readonly forget: () => void }>();
  readonly #deadByReason: Partial<Record<Reason, number>> = {};
  readonly #deadByCause: Partial<Record<Cause, number>> = {};
  /** Of connections that are not watched any more. */
  #pings = 0;
  #skippedPings = 0;

  constructor(each: EachOf<O, C>) {
    const { kernel = sharedKernelView, clock = systemClock } = each.options;
    const { everyMs } = timesOf(each.options.everyMs, each.options.deadAfterMs);
    this.#each = each;
    this.#clock = clock;
    this.#kernel = kernel;
    this.#young = openNursery<C>(this.#clock, everyMs, {
      grown: (connection, atMs) => this.#watch(connection, atMs),
      closed: (connection, atMs) => this.#closedYoung(connection, atMs),
    });
    for (const connection of each.already ?? []) this.#add(connection);
    each.source.on(each.event, this.#add);
  }

  counters(): HeartbeatCounters {
    const all = [...this.#watched.values()].map(({ beat }) => beat.status());
    const sum = (of: 'pings' | 'skippedPings'): number =>
      all.reduce((total, status) => total + status[of], 0);
    return {
      watched: all.length + this.#young.size,
      cannotTell: all.filter(({ state }) => state === 'cannot-tell').length,
      pings: this.#pings + sum('pings'),
      skippedPings: this.#skippedPings + sum('skippedPings'),
      deadByReason: { ...this.#deadByReason },
      deadByCause: { ...this.#deadByCause },
    };
  }

  [Symbol.dispose](): void {
    this.#each.source.off(this.#each.event, this.#add);
    this.#young[Symbol.dispose]();
    for (const { forget } of this.#watched.values()) forget();
  }

  readonly #add = (connection: C): void => {
    if (this.#each.errorOf === undefined) this.#watch(connection, this.#clock.nowMs());
    else this.#young.enter(connection);
  };

  #watch(connection: C, sinceMs: number): void {
    const onDead = (death: Death): void => this.#died(death, connection);
    const options = { ...this.#each.options, kernel: this.#kernel, onDead } as unknown as O;
    const beat = this.#each.watch(connection, options, sinceMs);
    const forget = (): void => this.#forget(connection);
    this.#watched.set(connection, { beat, forget });
    connection.once('close', forget);
  }

  #closedYoung(connection: C, sinceMs: number): void {
    const end = endOf(this.#each.errorOf?.(connection));
    if (end === undefined) return;
    const silentMs = this.#clock.nowMs() - sinceMs;
    this.#died({ ...end, silentMs, pings: 0, sendQueue: undefined }, connection);
  }

  #died(death: Death, connection: C): void {
    this.#forget(connection);
    this.#deadByReason[death.reason] = (this.#deadByReason[death.reason] ?? 0) + 1;
    this.#deadByCause[death.cause] = (this.#deadByCause[death.cause] ?? 0) + 1;
    this.#each.options.onDead?.(death, connection);
  }

  #forget(connection: C): void {
    const watched = this.#watched.get(connection);
    if (watched === undefined) return;
    this.#watched.delete(connection);
    connection.off('close', watched.forget);
    const { pings, skippedPings } = watched.beat.status();
    this.#pings += pings;
    this.#skippedPings += skippedPings;
    watched.beat[Symbol.dispose]();
  }
}
