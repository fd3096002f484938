/**
 * Servers that listen with a backlog that fits, and shed load instead of letting it queue.
 * @module
 */
export type { Backlog, BacklogWish } from './backlog.ts';
export type { ListenCounters, ShedOptions } from './door.ts';
export type { Drained } from './drain.ts';
export type { Listening, ListenOptions } from './listen.ts';
export { listen } from './listen.ts';
export type { Clock } from '../clock.ts';
export type { KitWarning, OnWarning } from '../warning.ts';
