/**
 * How a text for people shall look.
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { Paint } from './paint.ts';

/** How a text report shall be. */
export interface Style {
  readonly lang: Lang;
  /** Cells of a line. @default 100 */
  readonly cells: number;
  readonly paint: Paint;
  /** Every finding with all it has, every unknown rule, command lines of processes. */
  readonly verbose: boolean;
}
