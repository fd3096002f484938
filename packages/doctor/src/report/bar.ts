/**
 * A number against its limit, drawn.
 * @module
 */
import type { Lang } from '../model/text.ts';
import { num } from '../model/text.ts';
import type { Bar } from '../model/verdict.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { cellWidth } from './width.ts';
import { BAR } from './words.ts';
import { hang } from './wrap.ts';

const BAR_CELLS = 32;

/** Filled and empty cells; anything above nothing shows at least one, anything below full leaves one. */
export function barCells(value: number, max: number): string {
  const share = max > 0 && value > 0 ? Math.min(1, value / max) : 0;
  const exact = share * BAR_CELLS;
  const filled = share < 1 ? Math.min(BAR_CELLS - 1, Math.ceil(exact)) : BAR_CELLS;
  return '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
}

/** The lines of a bar: `queue ████████ 129 of 128   391 connections dropped in 3 s`. */
export function barLines(bar: Bar, lang: Lang, indent: string, cells: number, paint: Paint) {
  const cellsText = barCells(bar.value, bar.max);
  const lead = `${indent}${printable(bar.label[lang])} ${cellsText} `;
  const note = bar.note === undefined ? '' : `   ${printable(bar.note[lang])}`;
  const says = BAR.of(num(bar.value), num(bar.max))[lang];
  const first = `${lead}${says}${note}`;
  const lines =
    cellWidth(first) <= cells ? [first] : [`${lead}${says}`, ...hang(indent, note.trim(), cells)];
  return lines.map((line) => line.replace(cellsText, () => paint('bar', cellsText)));
}
