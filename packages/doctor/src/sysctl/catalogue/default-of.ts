/**
 * What a kernel begins with.
 * @module
 */
import { isSince } from '../kernel-version.ts';
import type { Default, Scope, Setting } from '../setting.ts';

/** The default on a kernel (`6.18`), the newest when none is named. */
export function defaultOf({ defaults }: Setting, kernel?: string): Default {
  const [first] = defaults;
  const fitting = defaults.filter(
    ({ since }) => since === undefined || kernel === undefined || isSince(kernel, since),
  );
  return fitting.at(-1) ?? first;
}

/** Whether a kernel (`6.18`) does not have it yet, whatever its stable release. */
export const isBefore = ({ since, backportedTo }: Setting, kernel: string): boolean =>
  since !== undefined && !isSince(kernel, since) && backportedTo?.includes(kernel) !== true;

/** Whether a kernel (`6.18`) has it, or may have it: see `Setting.backportedTo`. */
export const hasSetting = (setting: Setting, kernel: string): boolean =>
  !isBefore(setting, kernel) && (setting.until === undefined || !isSince(kernel, setting.until));

/** Whose it is on a kernel (`6.18`), on the newest when none is named. */
export const scopeOf = ({ scope, scopeBefore }: Setting, kernel?: string): Scope =>
  scopeBefore === undefined || kernel === undefined || isSince(kernel, scopeBefore.until)
    ? scope
    : scopeBefore.scope;
