/**
 * Limits that make sense: one that does not is an error when the pool is opened, not of each request.
 * @module
 */

import { MAX_TIMER_MS } from '../clock.ts';

/** A number of connections. @throws {RangeError} When it is none. */
export function connectionsOf(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(
    `Cannot open a pool: ${name} must be a whole number above 0, it is ${value}`,
  );
}

/** A time, ms. @throws {RangeError} When no timer can be set to it. */
export function timeOf(name: string, value: number, least = 1): number {
  if (typeof value === 'number' && value >= least && value <= MAX_TIMER_MS) return value;
  throw new RangeError(
    `Cannot open a pool: ${name} must be from ${least} to ${MAX_TIMER_MS} ms, it is ${value}`,
  );
}

/** How long closing may take, ms: as long as a timer can wait where that is wanted. */
export const deadlineOf = (deadlineMs = 10_000): number => Math.min(deadlineMs, MAX_TIMER_MS);
