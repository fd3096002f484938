/**
 * Whether the event loop has had nothing to do at any moment.
 * @module
 */
import { performance } from 'node:perf_hooks';

/** Asking the kernel takes a little time, too, even when it has something at once. */
const BUSY_RATIO = 0.9;

/** Starts a meter: answers whether the event loop has been busy all the time since the last call. */
export function busyMeter(): () => boolean {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization > BUSY_RATIO;
  };
}
