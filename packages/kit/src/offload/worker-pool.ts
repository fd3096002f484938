/**
 * What is used of the user's worker pool. A `Piscina` of piscina 5 is one.
 * @module
 */

/** Runs tasks on other threads. */
export interface WorkerPool<Task, Result> {
  run(task: Task, options?: { readonly signal?: AbortSignal | null }): Promise<Result>;
  /** As piscina has them. Without, `concurrency` must be given. */
  readonly options?: {
    readonly maxThreads: number;
    readonly concurrentTasksPerWorker?: number;
  };
}

/**
 * How many tasks the pool runs at a time.
 * @throws {RangeError} When the pool does not say.
 */
export function concurrencyOf(pool: WorkerPool<never, unknown>): number {
  const { maxThreads, concurrentTasksPerWorker = 1 } = pool.options ?? { maxThreads: Number.NaN };
  // piscina's default is 1.5 times the CPUs, which need not be a whole number.
  const tasks = Math.floor(maxThreads) * concurrentTasksPerWorker;
  if (tasks >= 1) return tasks;
  throw new RangeError(
    'Cannot offload to a pool that does not say how many threads it has: wanted concurrency',
  );
}
