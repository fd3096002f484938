/**
 * A thread that does a part of the looking, as seen from itself.
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { Kernel } from '../kernel/kernel.ts';
import { namespaceId } from '../kernel/namespaces.ts';
import { ownersOfInodes } from '../kernel/processes.ts';
import { share } from './share.ts';
import type { Work } from './share.ts';

/** What a helper is given when it starts. */
export interface Contract {
  readonly work: Work;
  /** The network namespace it must be born in. */
  readonly home: number;
}

/** What a helper is asked for. Each but the last has one answer. */
export type Question =
  | { readonly ask: 'look' | 'looked' | 'end' }
  | {
      readonly ask: 'owners';
      readonly inodes: ReadonlySet<number>;
      readonly pids: readonly number[];
      readonly most: number;
    };

/**
 * Does what it is asked for until it is told to end.
 * @throws {TypeError} When the thread was born in a foreign namespace, which it would take for its own.
 */
export function help(kernel: Kernel, port: MessagePort, { work, home }: Contract): void {
  if (namespaceId(kernel, 'thread-self') !== home) {
    throw new TypeError('Cannot look: the thread is in a foreign network namespace');
  }
  const { look, looked } = share(kernel, work);
  const answer = (value: unknown): void => port.postMessage(value, []);
  port.on('message', (question: Question) => {
    if (question.ask === 'look') answer(look());
    else if (question.ask === 'looked') answer(looked());
    else if (question.ask === 'owners') {
      answer(ownersOfInodes(kernel, question.inodes, question.pids, question.most));
    } else {
      kernel.close();
      port.close();
    }
  });
}
