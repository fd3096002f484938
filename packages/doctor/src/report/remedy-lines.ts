/**
 * What to do, numbered: in full, or what fits on a screen.
 * @module
 */
import type { Remedy } from '../model/verdict.ts';
import { LABEL_CELLS, labelled } from './labelled.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { AT, LABEL, OWNER } from './words.ts';
import { hang, verbatim } from './wrap.ts';

/** Remedies of a finding in short; they stand in the order in which an expert would try them. */
const MOST_IN_SHORT = 3;

/** Numbered remedies: what to do, the command on a line of its own, where it acts and at what risk. */
export function* remedyLines(remedies: readonly Remedy[], style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  for (const [n, remedy] of remedies.entries()) {
    yield* labelled(labelOf(n, style), printable(remedy.do[lang]), style, numberOf(n));
    yield* commandLines(remedy, style);
    const risk = `${AT[remedy.at][lang]} · ${LABEL.risk[lang]}: ${printable(remedy.risk[lang])}`;
    for (const line of hang(INNER, risk, cells)) yield paint('dim', line);
  }
}

/** The first remedies, each with its risk behind it, and how many more there are. */
export function* remediesInShort(remedies: readonly Remedy[], style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  for (const [n, remedy] of remedies.slice(0, MOST_IN_SHORT).entries()) {
    const what = remedy.do[lang].replace(/\.$/u, '');
    const text = `${what} (${LABEL.risk[lang]}: ${remedy.risk[lang]})`;
    yield* labelled(labelOf(n, style), printable(text), style, numberOf(n));
    yield* commandLines(remedy, style);
  }
  const hidden = remedies.length - MOST_IN_SHORT;
  if (hidden > 0)
    for (const line of hang(INNER, OWNER.more(hidden)[lang], cells)) yield paint('dim', line);
}

const labelOf = (n: number, { lang }: Style): string => (n === 0 ? LABEL.remedies[lang] : '');

const numberOf = (n: number): string => `${n + 1}  `;

const INNER = ' '.repeat(LABEL_CELLS + numberOf(0).length);

function* commandLines({ command }: Remedy, { cells, paint }: Style): Generator<string> {
  if (command === undefined) return;
  for (const line of verbatim(`${INNER}  `, command, cells)) yield paint('command', line);
}
