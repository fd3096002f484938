/**
 * Sentences one after another.
 * @module
 */
import type { Text } from '../model/text.ts';

/** Joins texts in every language; each brings its own blank. Absent ones are left out. */
export const joinText = (...texts: readonly (Text | undefined)[]): Text => ({
  en: texts.map((text) => text?.en ?? '').join(''),
  ko: texts.map((text) => text?.ko ?? '').join(''),
});
