/**
 * Makes words from outside safe to print: a process may carry any bytes in its name, and a name must
 * not move the cursor, change colours or turn the direction of writing.
 * @module
 */

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, direction marks and overrides,
 * invisible joiners outside of emoji, tags, and halves of surrogate pairs.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text with everything invisible spelled out: ESC becomes `\x1b`. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, spelled);

function spelled(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  if (point <= 0xff) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point <= 0xffff
    ? `\\u${point.toString(16).padStart(4, '0')}`
    : `\\u{${point.toString(16)}}`;
}

/** The same for text that is JSON already: spelled so that it still parses to the same value. */
export const printableJson = (json: string): string =>
  json.replaceAll(UNPRINTABLE, (char) =>
    char === '\n'
      ? char
      : Array.from({ length: char.length }, (_, at) => jsonEscape(char.charCodeAt(at))).join(''),
  );

const jsonEscape = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
