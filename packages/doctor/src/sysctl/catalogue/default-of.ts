/**
 * What a kernel begins with.
 * @module
 */
import { isSince } from '../kernel-version.ts';
import type { Default, Setting } from '../setting.ts';

/** The default on a kernel (`6.18`), the newest when none is named. */
export function defaultOf({ defaults }: Setting, kernel?: string): Default {
  const [first] = defaults;
  const fitting = defaults.filter(
    ({ since }) => since === undefined || kernel === undefined || isSince(kernel, since),
  );
  return fitting.at(-1) ?? first;
}

/** Whether a kernel (`6.18`) has it. */
export const hasSetting = ({ since, until }: Setting, kernel: string): boolean =>
  (since === undefined || isSince(kernel, since)) &&
  (until === undefined || !isSince(kernel, until));
