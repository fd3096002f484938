/**
 * A worker pool whose tasks end when the test says so.
 * @module
 */
import type { WorkerPool } from '../src/offload/worker-pool.ts';

/** One task in work. */
interface Work {
  readonly task: number;
  readonly signal: AbortSignal | undefined;
  finish(): void;
  fail(error: Error): void;
}

/** Answers ten times the task. Has two threads. */
export interface FakePool extends WorkerPool<number, number> {
  readonly options: { maxThreads: number };
  /** In the order they were handed over. */
  readonly running: Work[];
  /** Everything that was ever handed over. */
  readonly seen: number[];
  /** Most tasks at a time. */
  most: number;
}

/** Ends a task of its own, as piscina does, when the signal is aborted. */
export function fakePool(): FakePool {
  const pool: FakePool = {
    options: { maxThreads: 2 },
    running: [],
    seen: [],
    most: 0,
    run(task, { signal } = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const end = (): void => void pool.running.splice(pool.running.indexOf(work), 1);
      const work: Work = {
        task,
        signal: signal ?? undefined,
        finish() {
          end();
          resolve(task * 10);
        },
        fail(error) {
          end();
          reject(error);
        },
      };
      signal?.addEventListener('abort', () => work.fail(new Error('The task has been aborted')));
      pool.seen.push(task);
      pool.running.push(work);
      pool.most = Math.max(pool.most, pool.running.length);
      return promise;
    },
  };
  return pool;
}

/** Ends every task that is in work now. */
export const finishAll = (pool: FakePool): void => {
  for (const work of pool.running.slice()) work.finish();
};

/** Lets everything happen that is due. */
export const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
