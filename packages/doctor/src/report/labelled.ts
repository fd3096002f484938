/**
 * Text behind a label, the way every part of a finding stands.
 * @module
 */
import type { Text } from '../model/text.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { padCells } from './width.ts';
import { hang } from './wrap.ts';

/** Width of the labels, in cells. */
export const LABEL_CELLS = 17;

/**
 * Lines of a text behind a label that is `LABEL_CELLS` wide.
 *
 * @param number Stands between label and text, such as `1  `. @default ''
 */
export function* labelled(
  label: string,
  text: string,
  style: Style,
  number = '',
): Generator<string> {
  const lead = padCells(`  ${label}`, LABEL_CELLS) + number;
  for (const [n, line] of hang(lead, text, style.cells).entries()) {
    yield n === 0 && label !== '' ? line.replace(label, () => style.paint('label', label)) : line;
  }
}

/** A label in front of the first of several texts, each on lines of its own. */
export function* part(label: Text, texts: readonly string[], style: Style): Generator<string> {
  for (const [n, text] of texts.entries()) {
    yield* labelled(n === 0 ? label[style.lang] : '', printable(text), style);
  }
}
