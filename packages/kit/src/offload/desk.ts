/**
 * The bounded queue in front of the worker pool.
 * @module
 */
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

/** A task that was taken. */
export interface Job<Result> {
  readonly result: Promise<Result>;
  /** Nobody wants the result any more: `result` is rejected with the reason. Later calls do nothing. */
  cancel(reason: unknown): void;
}

interface Waiting<Task, Result> extends PromiseWithResolvers<Result> {
  readonly task: Task;
  readonly abort: AbortController | undefined;
  state: 'queued' | 'running' | 'over';
}

/** Hands out tasks, first come, first served. What it holds is bounded; what it is asked for is not. */
export class Desk<Task, Result> implements Disposable {
  readonly #pool: WorkerPool<Task, Result>;
  readonly #limits: Limits;
  readonly #queue = new Set<Waiting<Task, Result>>();
  readonly #atTheDoor = new Set<() => void>();
  readonly #counts = { done: 0, failed: 0, canceled: 0, refused: 0 };
  #running = 0;
  #closed: Error | undefined;

  constructor(pool: WorkerPool<Task, Result>, limits: Limits) {
    this.#pool = pool;
    this.#limits = limits;
  }

  /** Takes a task now. @throws {Busy} When there is no room. */
  take(task: Task): Job<Result> {
    if (this.#closed !== undefined) throw this.#closed;
    if (!this.#hasRoom()) {
      this.#counts.refused += 1;
      throw new Busy(this.#running + this.#queue.size);
    }
    return this.#enter(task);
  }

  /** Calls back as soon as there is room, at once if there is: `take()` succeeds inside. Answers how to leave. */
  whenRoom(call: () => void): () => void {
    if (this.#atTheDoor.size === 0 && this.#hasRoom()) {
      call();
      return () => {};
    }
    this.#atTheDoor.add(call);
    return () => void this.#atTheDoor.delete(call);
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
    for (const waiting of this.#queue) this.#cancel(waiting, this.#closed);
    this.#letIn();
  }

  #hasRoom(): boolean {
    const { concurrency, maxQueued } = this.#limits;
    return this.#running < concurrency || this.#queue.size < maxQueued;
  }

  #enter(task: Task): Job<Result> {
    const waiting: Waiting<Task, Result> = {
      ...Promise.withResolvers<Result>(),
      task,
      abort: this.#limits.interrupt ? new AbortController() : undefined,
      state: 'queued',
    };
    this.#queue.add(waiting);
    this.#startMore();
    return { result: waiting.promise, cancel: (reason) => this.#cancel(waiting, reason) };
  }

  #startMore(): void {
    for (const waiting of this.#queue) {
      if (this.#running >= this.#limits.concurrency) return;
      this.#queue.delete(waiting);
      void this.#start(waiting);
    }
  }

  async #start(waiting: Waiting<Task, Result>): Promise<void> {
    waiting.state = 'running';
    this.#running += 1;
    const signal = waiting.abort?.signal;
    try {
      const result = await this.#pool.run(waiting.task, signal === undefined ? {} : { signal });
      if (this.#over(waiting)) this.#counts.done += 1;
      waiting.resolve(result);
    } catch (error) {
      if (this.#over(waiting)) this.#counts.failed += 1;
      waiting.reject(error);
    }
    this.#running -= 1;
    this.#startMore();
    this.#letIn();
  }

  /** Whether it was not over before. */
  #over(waiting: Waiting<Task, Result>): boolean {
    const was = waiting.state;
    waiting.state = 'over';
    return was !== 'over';
  }

  #cancel(waiting: Waiting<Task, Result>, reason: unknown): void {
    if (!this.#over(waiting)) return;
    this.#counts.canceled += 1;
    waiting.reject(reason);
    if (this.#queue.delete(waiting)) this.#letIn();
    else waiting.abort?.abort(reason);
  }

  #letIn(): void {
    for (const call of this.#atTheDoor) {
      if (this.#closed === undefined && !this.#hasRoom()) return;
      this.#atTheDoor.delete(call);
      call();
    }
  }
}
