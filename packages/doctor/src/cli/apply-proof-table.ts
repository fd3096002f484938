/**
 * Numbers before and after as a table: what, before, after, and where to check it by hand.
 * @module
 */
import type { Lang } from '../model/text.ts';
import { amount } from '../report/amount.ts';
import type { Style } from '../report/style.ts';
import { printable } from '../report/printable.ts';
import { cellWidth, padCells } from '../report/width.ts';
import { wrap } from '../report/wrap.ts';
import type { Row } from '../sysctl/prove/evidence.ts';
import { PROOF } from './apply-proof-words.ts';

const INDENT = ' '.repeat(4);
const GAP = '  ';

/** Widest name of a number; longer ones go on below. */
const WHAT_CELLS = 40;

/** Narrowest column of sources. */
const SOURCE_CELLS = 12;

/** Each cell is its lines. */
type Cells = readonly (readonly string[])[];

/** The lines of the table, its head first. */
export function* tableLines(rows: readonly Row[], style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  const head: Cells = [[''], [PROOF.before[lang]], [PROOF.after[lang]]];
  const left = rows.map(({ what, unit, before, after }): Cells => [
    wrap(printable(what[lang]), WHAT_CELLS),
    [numberText(before, unit, lang)],
    [numberText(after, unit, lang)],
  ]);
  const widths = head.map((_, n) =>
    Math.max(...[head, ...left].flatMap((row) => (row[n] ?? []).map(cellWidth))),
  );
  const used = widths.reduce((sum, width) => sum + width + GAP.length, INDENT.length);
  for (const line of rowLines(head, widths)) yield paint('dim', line);
  for (const [n, row] of left.entries()) {
    const source = wrap(printable(rows[n]?.source ?? ''), Math.max(SOURCE_CELLS, cells - used));
    yield* rowLines([...row, source], widths);
  }
}

function* rowLines(row: Cells, widths: readonly number[]): Generator<string> {
  const height = Math.max(...row.map((lines) => lines.length));
  for (let n = 0; n < height; n++) {
    const line = row.map((lines, at) => padCells(lines[n] ?? '', widths[at] ?? 0)).join(GAP);
    yield `${INDENT}${line}`.trimEnd();
  }
}

/** A number as people write it; `-` when it is not known. */
export const numberText = (value: number | undefined, unit: Row['unit'], lang: Lang): string =>
  value === undefined ? '-' : amount({ value, unit })[lang];
