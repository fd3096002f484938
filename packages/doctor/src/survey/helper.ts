/**
 * A thread that does a part of the looking, as seen from the thread that hires it.
 *
 * `setns` moves a thread, not the process, so that two threads can be in two namespaces. It pays: to
 * dump the sockets of one namespace the kernel walks those of all.
 * @module
 */
import { Worker } from 'node:worker_threads';
import type { OwnerSearch } from '../kernel/processes.ts';
import type { Contract, Question } from './help.ts';
import type { Looked, Progress, Work } from './share.ts';

/** Somebody who does a part of the work. Every answer rejects with what went wrong on its thread. */
export interface Helper extends Disposable {
  /** Looks once more. */
  look(): Promise<Progress>;
  /** What became of its namespaces. */
  looked(): Promise<readonly Looked[]>;
  /** Searches processes for the holders of sockets, as `ownersOfInodes`. */
  ownersOf(
    inodes: ReadonlySet<number>,
    pids: readonly number[],
    most: number,
  ): Promise<OwnerSearch>;
}

/** Finds somebody to share the work with, or nobody. */
export type Hire = (work: Work) => Helper | undefined;

/**
 * Starts a thread. Must not be called inside a namespace: the thread would be born there.
 *
 * @param script Calls `help` with what its thread was given.
 * @param home The namespace that this process is in.
 * @returns Nothing where the system lets this process have no more threads.
 */
export function hire(script: URL, work: Work, home: number): Helper | undefined {
  const worker = started(script, { work, home });
  return worker === undefined ? undefined : helperOn(worker);
}

function started(script: URL, contract: Contract): Worker | undefined {
  try {
    return new Worker(script, { workerData: contract });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_INIT_FAILED') return undefined;
    throw error;
  }
}

function helperOn(worker: Worker): Helper {
  let failure: unknown;
  let waiting: PromiseWithResolvers<unknown> | undefined;
  const fail = (error: unknown): void => {
    failure ??= error;
    waiting?.reject(failure);
  };
  const post = (question: Question): void => worker.postMessage(question, []);
  worker.on('message', (answer) => waiting?.resolve(answer));
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('Cannot go on looking: a thread has ended')));

  function ask(question: Question): Promise<unknown> {
    waiting = Promise.withResolvers();
    if (failure === undefined) post(question);
    else waiting.reject(failure);
    return waiting.promise;
  }
  return {
    look: async () => (await ask({ ask: 'look' })) as Progress,
    looked: async () => (await ask({ ask: 'looked' })) as readonly Looked[],
    ownersOf: async (inodes, pids, most) =>
      (await ask({ ask: 'owners', inodes, pids, most })) as OwnerSearch,
    [Symbol.dispose]() {
      worker.unref();
      post({ ask: 'end' });
    },
  };
}
