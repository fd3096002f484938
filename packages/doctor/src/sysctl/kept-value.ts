/**
 * What the kernel holds once a line of a file has been written, as far as the catalogue knows.
 * @module
 */
import { settingOf } from './catalogue/catalogue.ts';
import { takenValue } from './value.ts';

/**
 * The value as the kernel prints it; `undefined` when it refuses what is written. A key that is not in the
 * catalogue keeps what is written, unless that is nothing.
 */
export function keptValue(key: string, written: string): string | undefined {
  const setting = settingOf(key);
  if (setting === undefined) return written === '' ? undefined : written;
  return setting.readOnly === true ? undefined : takenValue(setting, written);
}
