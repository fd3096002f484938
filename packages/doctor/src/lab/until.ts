/**
 * Waiting for a condition, never for a length of time.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';

/** Deadlines are so many times as long: for an emulated machine, which may be twenty times slower. */
const PATIENCE = Number(process.env['LAB_PATIENCE'] ?? 1);

/**
 * Waits until `condition` answers something other than `false` or `undefined`, and answers that.
 *
 * @param what Completes the sentence "Waited in vain for ...".
 * @param deadlineMs @default 5_000
 * @param everyMs Pause between two tries. @default 20
 * @throws When the deadline passes.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  {
    deadlineMs = 5_000,
    everyMs = 20,
  }: { readonly deadlineMs?: number; readonly everyMs?: number } = {},
): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + deadlineMs * PATIENCE;
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (performance.now() >= deadline) {
      throw new Error(`Waited in vain for ${what} (${deadlineMs * PATIENCE} ms)`);
    }
    await pause(everyMs);
  }
}
