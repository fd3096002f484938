/**
 * CPU work away from the event loop, on the user's worker pool, with a bounded queue.
 * @module
 */
import type { Transform } from 'node:stream';
import { Desk } from './desk.ts';
import type { Job, OffloadCounters } from './desk.ts';
import { OffloadStream } from './offload-stream.ts';
import type { StreamOptions } from './offload-stream.ts';
import { concurrencyOf } from './worker-pool.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How much is taken at a time. */
export interface OffloadOptions {
  /** Tasks that the pool gets at a time. @default what the pool can run at a time */
  readonly concurrency?: number;
  /**
   * Tasks that may wait. Capacity times tolerable delay: a pool that does 100 tasks a second and may
   * keep people waiting for half a second has room for 50. @default 8 times `concurrency`
   */
  readonly maxQueued?: number;
  /**
   * Whether a task that already runs is interrupted when its signal is aborted or its connection is
   * closed. piscina ends the thread for that and starts another, so clients that hang up could keep
   * it busy with starting threads. Tasks that wait are always dropped. @default false
   */
  readonly interrupt?: boolean;
}

/** Settings of one task. */
export interface RunOptions {
  /** Gives the task up. @default never */
  readonly signal?: AbortSignal;
}

/** A bounded queue in front of a worker pool. Disposing of it leaves the pool alone. */
export interface Offload<Task, Result> extends Disposable {
  /**
   * Runs one task, or refuses it at once.
   *
   * Rejects with `Busy` when there is no room, with the signal's reason when it is aborted, and with
   * the task's own error.
   */
  run(task: Task, options?: RunOptions): Promise<Result>;
  /** An object-mode stream for one connection: put it into `pipeline()` between decoder and encoder. */
  stream(options?: StreamOptions<Task, Result>): Transform;
  counters(): OffloadCounters;
}

/**
 * Puts a bounded queue in front of a worker pool.
 *
 * @param pool A `Piscina`, or anything like it.
 * @throws {RangeError} When a number makes no sense.
 * @example
 * const work = offload(new Piscina({ filename }));
 * const hash = await work.run({ password }, { signal });
 */
export function offload<Task, Result>(
  pool: WorkerPool<Task, Result>,
  options: OffloadOptions = {},
): Offload<Task, Result> {
  const { concurrency = concurrencyOf(pool), interrupt = false } = options;
  const { maxQueued = 8 * concurrency } = options;
  if (!(concurrency >= 1 && maxQueued >= 0)) {
    throw new RangeError(`Cannot offload ${concurrency} at a time with ${maxQueued} waiting`);
  }
  const desk = new Desk(pool, { concurrency, maxQueued, interrupt });
  return {
    run: (task, { signal } = {}) => runOne(desk, task, signal ?? undefined),
    stream: (streamOptions = {}) => new OffloadStream(desk, streamOptions),
    counters: () => desk.counters(),
    [Symbol.dispose]: () => desk[Symbol.dispose](),
  };
}

function runOne<Task, Result>(
  desk: Desk<Task, Result>,
  task: Task,
  signal: AbortSignal | undefined,
): Promise<Result> {
  try {
    signal?.throwIfAborted();
    const job = desk.take(task);
    return signal === undefined ? job.promise : untilAborted(desk, job, signal);
  } catch (error) {
    return Promise.reject(error);
  }
}

async function untilAborted<Task, Result>(
  desk: Desk<Task, Result>,
  job: Job<Task, Result>,
  signal: AbortSignal,
): Promise<Result> {
  const giveUp = (): void => desk.cancel(job, signal.reason);
  signal.addEventListener('abort', giveUp);
  try {
    return await job.promise;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
