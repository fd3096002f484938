/**
 * Every play in a line: what the list of the lab says of it.
 * @module
 */
import type { Text } from '../../../model/text.ts';
import { CONNECTING } from './connecting.ts';
import { ENDINGS } from './endings.ts';
import { LISTENERS } from './listeners.ts';
import { LOOK_ALIKES } from './look-alikes.ts';
import { SLOW } from './slow.ts';

/** By id of the play; at most as wide as the list has room for. */
export const TITLES: Readonly<Record<string, Text>> = {
  ...LISTENERS,
  ...CONNECTING,
  ...SLOW,
  ...ENDINGS,
  ...LOOK_ALIKES,
};
