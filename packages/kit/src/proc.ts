/**
 * Settings of this network namespace, from /proc/sys.
 * @module
 */
import { readFileSync } from 'node:fs';

/** A file under /proc/sys; `undefined` where there is none, or it may not be read. */
export function readSetting(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** The numbers in such a file; `undefined` as above. */
export function readNumbers(path: string): readonly number[] | undefined {
  const text = readSetting(path);
  return text === undefined ? undefined : numbersIn(text);
}

/** The whitespace-separated numbers of a text; `undefined` when anything else is among them. */
export function numbersIn(text: string): readonly number[] | undefined {
  const numbers = text.trim().split(/\s+/).map(Number);
  return numbers.every(Number.isSafeInteger) && text.trim() !== '' ? numbers : undefined;
}
