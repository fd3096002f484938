/**
 * A figure of a trial as people read it.
 * @module
 */
import type { Text } from './text.ts';
import { bytes, duration, num, same } from './text.ts';
import type { TrialUnit } from './trial.ts';

/** `2 s`, `90.3 Mbit/s`, `12.5 MB`; a count is the bare number, its name says of what. */
export function figureText(unit: TrialUnit, value: number): Text {
  if (unit === 'ms') return duration(value);
  if (unit === 's') return duration(value * 1_000);
  if (unit === 'bytes') return same(bytes(value));
  if (unit === '%' || unit === 'Mbit/s') {
    const number = value < 100 ? String(Math.round(value * 10) / 10) : num(value);
    return same(unit === '%' ? `${number}%` : `${number} ${unit}`);
  }
  return same(num(value));
}
