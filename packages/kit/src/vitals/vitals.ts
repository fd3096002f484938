/**
 * How this process stands, in one call.
 * @module
 */
import cluster from 'node:cluster';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ListenCounters, Listening } from '../listen/mod.ts';
import { ownQueue } from '../listen/own-queue.ts';
import type { OffloadCounters } from '../offload/mod.ts';
import type { PoolCounters } from '../pool/mod.ts';
import { polled } from '../polled.ts';
import { findListeners, isAt, TABLES } from '../proc-tcp.ts';
import { metricsOf } from './metrics.ts';
import type { OwnState } from './own-sockets.ts';
import { countOwnSockets } from './own-sockets.ts';
import { renderPrometheus } from './prometheus.ts';

type Listener = Pick<Listening, 'address' | 'backlog' | 'counters'>;
/** Asks how many wait. */
type Queue = () => number | undefined;

/** What to look after, each part by a name of your own: it becomes a label. */
export interface VitalsOptions {
  /** What `listen()` has answered. @default none */
  readonly listeners?: Readonly<Record<string, Listener>>;
  /** What `httpPool()` and `socketPool()` have answered. @default none */
  readonly pools?: Readonly<Record<string, { counters(): PoolCounters }>>;
  /** What `offload()` has answered. @default none */
  readonly offloads?: Readonly<Record<string, { counters(): OffloadCounters }>>;
  /** Count the sockets of this process: reads the socket table of the whole namespace. @default true */
  readonly sockets?: boolean;
}

/** How one listener stands. */
export interface ListenerVitals extends ListenCounters {
  /** Connections in the accept queue now; `undefined` where /proc does not tell. */
  readonly waiting: number | undefined;
  /** Connections that may wait there; `undefined` where that cannot be read. */
  readonly backlog: number | undefined;
}

/** How this process stands. */
export interface Vitals {
  readonly atEpochMs: number;
  /** Since the last reading. The delays are `undefined` when that was only a moment ago. */
  readonly eventLoop: {
    readonly p50Ms: number | undefined;
    readonly p99Ms: number | undefined;
    readonly maxMs: number | undefined;
    /** Part of the time that it was busy, 0 to 1. */
    readonly busyRatio: number;
  };
  /** TCP sockets of this process; `undefined` when not asked for, or where /proc does not tell. */
  readonly sockets: Readonly<Record<OwnState, number>> | undefined;
  readonly listeners: Readonly<Record<string, ListenerVitals>>;
  readonly pools: Readonly<Record<string, PoolCounters>>;
  readonly offloads: Readonly<Record<string, OffloadCounters>>;
}

/** Takes readings until it is disposed of. */
export interface VitalsMonitor extends Disposable {
  read(): Promise<Vitals>;
  /** A reading in the text format of Prometheus, all names beginning with `tcpdoctor_kit_`. */
  prometheus(): Promise<string>;
}

/** How often the event loop is looked at, ms. */
const RESOLUTION_MS = 20;

/** Begins to look after this process. */
export function vitals(options: VitalsOptions = {}): VitalsMonitor {
  const { listeners = {}, pools = {}, offloads = {}, sockets = true } = options;
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let usage = performance.eventLoopUtilization();
  // Looked for once: that looks at every open file, and there are more each time.
  const queues = new WeakMap<Listener, Queue>();
  const queueOf = (listener: Listener): Queue => {
    const queue = queues.get(listener) ?? queueAt(listener.address);
    queues.set(listener, queue);
    return queue;
  };
  for (const listener of Object.values(listeners)) queueOf(listener);
  const read = async (): Promise<Vitals> => {
    // Before anything else runs: the next turn of the event loop accepts one of them.
    const heard = mapValues(listeners, (one) => listenerVitals(one, queueOf(one)));
    // A stall that has just ended is known only after the timers have run.
    await polled();
    const now = performance.eventLoopUtilization();
    const busyRatio = performance.eventLoopUtilization(now, usage).utilization;
    usage = now;
    const eventLoop = { ...takeDelays(delays), busyRatio };
    return {
      atEpochMs: Date.now(),
      eventLoop,
      sockets: sockets ? await countOwnSockets() : undefined,
      listeners: heard,
      pools: mapValues(pools, (pool) => pool.counters()),
      offloads: mapValues(offloads, (offload) => offload.counters()),
    };
  };
  return {
    read,
    prometheus: async () => renderPrometheus(metricsOf(await read())),
    [Symbol.dispose]: () => void delays.disable(),
  };
}

/**
 * The histogram has the time between two looks, in ns. After a reset Node leaves out the first look: a
 * stall within 20 ms after a reading is not seen.
 */
function takeDelays(
  delays: ReturnType<typeof monitorEventLoopDelay>,
): Omit<Vitals['eventLoop'], 'busyRatio'> {
  const ms = (ns: number): number | undefined =>
    delays.count === 0 ? undefined : Math.max(0, ns / 1_000_000 - RESOLUTION_MS);
  const taken = {
    p50Ms: ms(delays.percentile(50)),
    p99Ms: ms(delays.percentile(99)),
    maxMs: ms(delays.max),
  };
  delays.reset();
  return taken;
}

const listenerVitals = (
  listening: Pick<Listening, 'backlog' | 'counters'>,
  waiting: Queue,
): ListenerVitals => ({
  ...listening.counters(),
  waiting: waiting(),
  backlog: listening.backlog.effective,
});

const queueAt = (address: Listening['address']): Queue =>
  ownQueue(address) ?? (() => (cluster.isWorker ? primarysQueue(address) : undefined));

/** In a worker of node:cluster the queue is the primary's, on the same address. */
function primarysQueue(address: Listening['address']): number | undefined {
  if (address === null || typeof address === 'string') return undefined;
  const table = address.family === 'IPv6' ? TABLES[1] : TABLES[0];
  return findListeners(table, isAt(address), 1)?.[0]?.recvQueue;
}

const mapValues = <T, U>(
  record: Readonly<Record<string, T>>,
  call: (value: T) => U,
): Readonly<Record<string, U>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, call(value)]));
