/**
 * Watching for so long, and no longer than needed.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 50;

/** Waits until `condition` holds, `ms` at most; answers whether it did. For what may well never come. */
export async function within(ms: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() >= deadline) return false;
    await pause(EVERY_MS);
  }
  return true;
}
