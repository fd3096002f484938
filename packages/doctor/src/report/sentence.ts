/**
 * Sentences end with a full stop.
 * @module
 */

/** The text with a full stop, unless it ends with a mark already or is empty. */
export const sentence = (text: string): string =>
  text === '' || /[.?!…:]$/u.test(text) ? text : `${text}.`;
