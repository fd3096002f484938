/**
 * The bounded queue in front of the worker pool.
 * @module
 */
import { AsyncResource as Context } from 'node:async_hooks';
import { Busy } from './busy.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How much is taken at a time. */
export interface Limits {
  /** Tasks the pool gets at a time. */
  readonly concurrency: number;
  /** Tasks that may wait. */
  readonly maxQueued: number;
  /** Whether a task that runs is interrupted when nobody wants its result any more. */
  readonly interrupt: boolean;
}

/** How the work stands. All but the first three only grow. */
export interface OffloadCounters {
  readonly running: number;
  readonly queued: number;
  /** Streams whose next message waits for room: their connections are not read meanwhile. */
  readonly pausedStreams: number;
  readonly done: number;
  readonly failed: number;
  /** Tasks that nobody wanted any more, before they ran or while they did. */
  readonly canceled: number;
  /** Tasks that were refused with `Busy`. */
  readonly refused: number;
}

/** A task that was taken: its promise, and how far it is. */
export interface Job<Task, Result> {
  readonly promise: Promise<Result>;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
  readonly task: Task;
  readonly abort: AbortController | undefined;
  state: 'queued' | 'running' | 'over';
}

/**
 * Hands out tasks, first come, first served. What it holds is bounded; what it is asked for is not. Who
 * waits goes on in his own async context, not in that of the task whose end lets him in.
 */
export class Desk<Task, Result> implements Disposable {
  readonly #pool: WorkerPool<Task, Result>;
  readonly #limits: Limits;
  readonly #queue = new Map<Job<Task, Result>, Context>();
  readonly #atTheDoor = new Set<() => void>();
  readonly #counts = { done: 0, failed: 0, canceled: 0, refused: 0 };
  #running = 0;
  #closed: Error | undefined;

  constructor(pool: WorkerPool<Task, Result>, limits: Limits) {
    this.#pool = pool;
    this.#limits = limits;
  }

  /** Takes a task now. @throws {Busy} When there is no room. */
  take(task: Task): Job<Task, Result> {
    if (this.#closed !== undefined) throw this.#closed;
    if (!this.#hasRoom()) {
      this.#counts.refused += 1;
      throw new Busy(this.#running + this.#queue.size);
    }
    return this.#enter(task);
  }

  /** Nobody wants the result any more: it is rejected with the reason. Later calls do nothing. */
  cancel(job: Job<Task, Result>, reason: unknown): void {
    if (!settle(job)) return;
    this.#counts.canceled += 1;
    job.reject(reason);
    if (this.#queue.delete(job)) this.#letIn();
    else job.abort?.abort(reason);
  }

  /** Calls back as soon as there is room, at once if there is: `take()` succeeds inside. Answers how to leave. */
  whenRoom(call: () => void): () => void {
    if (this.#atTheDoor.size === 0 && this.#hasRoom()) {
      call();
      return () => {};
    }
    const context = new Context('TcpdoctorDoor');
    const enter = (): void => context.runInAsyncScope(call);
    this.#atTheDoor.add(enter);
    return () => void this.#atTheDoor.delete(enter);
  }

  counters(): OffloadCounters {
    return {
      running: this.#running,
      queued: this.#queue.size,
      pausedStreams: this.#atTheDoor.size,
      ...this.#counts,
    };
  }

  /** Takes nothing more and cancels what waits. What runs is finished; the pool is the user's. */
  [Symbol.dispose](): void {
    this.#closed ??= new Error('Cannot take the task: the offload has been disposed of');
    for (const job of this.#queue.keys()) this.cancel(job, this.#closed);
    this.#letIn();
  }

  #hasRoom(): boolean {
    const { concurrency, maxQueued } = this.#limits;
    return this.#running < concurrency || this.#queue.size < maxQueued;
  }

  #enter(task: Task): Job<Task, Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const abort = this.#limits.interrupt ? new AbortController() : undefined;
    const job: Job<Task, Result> = { promise, resolve, reject, task, abort, state: 'queued' };
    // Nobody waits while a thread is free.
    if (this.#running < this.#limits.concurrency) void this.#start(job);
    else this.#queue.set(job, new Context('TcpdoctorTask'));
    return job;
  }

  async #start(job: Job<Task, Result>): Promise<void> {
    job.state = 'running';
    this.#running += 1;
    const { task, abort } = job;
    try {
      const result = await this.#pool.run(task, abort && { signal: abort.signal });
      if (settle(job)) this.#counts.done += 1;
      job.resolve(result);
    } catch (error) {
      if (settle(job)) this.#counts.failed += 1;
      job.reject(error);
    }
    this.#running -= 1;
    this.#startNext();
    this.#letIn();
  }

  #startNext(): void {
    for (const [job, context] of this.#queue) {
      this.#queue.delete(job);
      return context.runInAsyncScope(() => void this.#start(job));
    }
  }

  #letIn(): void {
    for (const call of this.#atTheDoor) {
      if (this.#closed === undefined && !this.#hasRoom()) return;
      this.#atTheDoor.delete(call);
      call();
    }
  }
}

/** Ends a job; `false` when it had ended before. */
function settle(job: Pick<Job<never, never>, 'state'>): boolean {
  const isFirst = job.state !== 'over';
  job.state = 'over';
  return isFirst;
}
