/**
 * How many terminal cells a text takes: Hangul, CJK and emoji take two, combining marks none.
 *
 * Source: Unicode East Asian Width (UAX #11), ambiguous characters counted as one cell.
 * @module
 */

/** Code points two cells wide that no script or emoji property names: first and last of each range. */
const WIDE_RANGES: readonly (readonly [number, number])[] = [
  [0x231b, 0x231b],
  [0x2329, 0x232a],
  [0x2ff0, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f200, 0x1f265],
  [0x20000, 0x2fffd],
  [0x30000, 0x3fffd],
];

const PLAIN = /^[\x20-\x7e]*$/;
/** What makes one emoji of several characters: a joiner, a style, a flag's letter, a skin tone, a tag. */
const JOINED = /\u200d|\ufe0f|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\u{e0020}-\u{e007f}]/u;
/** Made when a text needs it: V8 takes 40 ms to list all emoji, of a literal already when it is parsed. */
let emoji: RegExp | undefined;
/** Marks, controls, and the jamo that join the syllable before them (Korean file names of macOS). */
const ZERO = /[\p{M}\p{Cc}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]/u;
const WIDE_SCRIPT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Tangut}\p{Emoji_Presentation}]/u;
const HALF_WIDTH = /[\uff61-\uffdc\uffe8-\uffee]/u;

/** Cells of one line of text, without control characters. */
export function cellWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const char of JOINED.test(text) ? withoutEmoji(text) : text) width += charWidth(char);
  return width;
}

function withoutEmoji(text: string): string {
  emoji ??= new RegExp(String.raw`\p{RGI_Emoji}`, 'gv');
  return text.replaceAll(emoji, '한');
}

function charWidth(char: string): 0 | 1 | 2 {
  if (char <= '~') return char < ' ' ? 0 : 1;
  if (ZERO.test(char)) return 0;
  if (HALF_WIDTH.test(char)) return 1;
  return isWide(char) ? 2 : 1;
}

function isWide(char: string): boolean {
  const point = char.codePointAt(0) ?? 0;
  if (WIDE_SCRIPT.test(char)) return true;
  return WIDE_RANGES.some(([from, to]) => point >= from && point <= to);
}

/** The text, filled with blanks to `cells`. Longer text stays as it is. */
export const padCells = (text: string, cells: number): string =>
  text + ' '.repeat(Math.max(0, cells - cellWidth(text)));

/** What a reader sees as one character, kept together when a word is broken. */
export const clusters = (text: string): string[] =>
  PLAIN.test(text)
    ? text.split('')
    : Array.from(new Intl.Segmenter('en').segment(text), (part) => part.segment);
