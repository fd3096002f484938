/**
 * Asks the kernel about single connections, many questions with one reading: the file lists every
 * socket of the network namespace, and a cut cable kills thousands of connections at one moment.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { parseProcTcp, procFileOf, rowKey } from './socket-rows.ts';
import type { Ends } from './socket-rows.ts';
import type { SendQueue } from './send-queue.ts';

/** A source of what the kernel knows about connections. */
export interface KernelView {
  /** Never rejects: `undefined` where it cannot be read (not Linux, no /proc) or has no such row. */
  sendQueue(ends: Ends): Promise<SendQueue | undefined>;
}

/** Answers of one reading to all who asked before it ended, by key. */
type Reading = Map<string, PromiseWithResolvers<SendQueue | undefined>>;

/** Reads /proc/net/tcp and tcp6 of this process's network namespace. */
export function procKernelView(
  read: (path: string) => Promise<string> = (path) => readFile(path, 'latin1'),
): KernelView {
  const readings = new Map<string, Reading>();
  return {
    sendQueue(ends) {
      const path = procFileOf(ends);
      const reading = readings.get(path) ?? begin(path);
      const key = rowKey(ends);
      const asked = reading.get(key) ?? Promise.withResolvers<SendQueue | undefined>();
      reading.set(key, asked);
      return asked.promise;
    },
  };

  function begin(path: string): Reading {
    const reading: Reading = new Map();
    readings.set(path, reading);
    const answer = (text: string): void => {
      readings.delete(path);
      const found = parseProcTcp(text, new Set(reading.keys()));
      for (const [key, { resolve }] of reading) resolve(found.get(key));
    };
    void read(path).then(answer, () => answer('')); // unreadable: nobody has a row
    return reading;
  }
}

/** Asked by everybody who brings no view: those who fall silent together share one reading. */
export const sharedKernelView: KernelView = procKernelView();
