/**
 * CPU work away from the event loop, with a bounded queue whose pressure reaches the sender.
 * @module
 */
export { Busy } from './busy.ts';
export type { OffloadCounters } from './desk.ts';
export type { Offload, OffloadOptions, RunOptions } from './offload.ts';
export { offload } from './offload.ts';
export type { StreamOptions } from './offload-stream.ts';
export type { WorkerPool } from './worker-pool.ts';
