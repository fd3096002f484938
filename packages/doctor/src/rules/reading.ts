/**
 * One number that a finding rests on.
 * @module
 */
import type { Evidence, Unit } from '../model/verdict.ts';

/** Evidence, in the order it is read: what, how much, and where to check it by hand. */
export const reading = (
  what: Evidence['what'],
  value: number,
  unit: Unit,
  source: Evidence['source'],
): Evidence => ({ what, value, unit, source });
