/**
 * Letting the event loop hear what the kernel has to tell.
 * @module
 */
import { setImmediate as turn } from 'node:timers/promises';

/**
 * Waits until the event loop has asked the kernel once more for what has happened. The first turn may
 * end before that: it is the rest of the one that runs now.
 */
export async function polled(): Promise<void> {
  await turn();
  await turn();
}
