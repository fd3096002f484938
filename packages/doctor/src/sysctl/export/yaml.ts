/**
 * Texts as YAML takes them. A double-quoted YAML scalar reads every JSON string.
 *
 * Source: YAML 1.2.2, section 1.2: JSON is a subset.
 * @module
 */

/** In double quotes, whatever is in it. */
export const quoted = (text: string): string => JSON.stringify(text);
