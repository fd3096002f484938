/**
 * A rule's page as text, and the list of all rules.
 * @module
 */
import type { Rule } from '../rules/rule.ts';
import type { Style } from './style.ts';
import type { Text } from '../model/text.ts';
import { part } from './labelled.ts';
import { folkloreText, proofTexts } from './proof.ts';
import { remedyLines } from './remedy-lines.ts';
import { cellWidth, padCells } from './width.ts';
import { EXPLAIN, LABEL } from './words.ts';
import { hang } from './wrap.ts';

/** Everything a rule's page says, line by line. */
export function* explainRule(rule: Rule, style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  const { page } = rule;
  for (const line of hang('', page.name[lang], cells)) yield paint('title', line);
  yield paint('dim', rule.id);
  yield '';
  yield* paragraph(EXPLAIN.mechanism, [page.mechanism[lang]], style);
  yield* paragraph(EXPLAIN.evidence, [page.evidence[lang]], style);
  yield* paragraph(EXPLAIN.lookAlikes, [page.lookAlikes[lang]], style);
  yield* remedyLines(page.remedies, style);
  if (page.remedies.length > 0) yield '';
  const folklore = page.doesNotHelp.map((f) => folkloreText(f, lang));
  yield* paragraph(LABEL.doesNotHelp, folklore, style);
  yield* paragraph(LABEL.proof, proofTexts(page.remedies, lang), style);
  const sources = page.sources.map((source) =>
    typeof source === 'string' ? source : source[lang],
  );
  yield* paragraph(EXPLAIN.sources, sources, style);
}

/** A part, and a line of air after it. */
function* paragraph(label: Text, texts: readonly string[], style: Style): Generator<string> {
  yield* part(label, texts, style);
  if (texts.length > 0) yield '';
}

/** One line per rule: its id and its name. */
export function* listRules(rules: readonly Rule[], style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  const width = Math.max(0, ...rules.map((rule) => cellWidth(rule.id))) + 2;
  for (const rule of rules) {
    const lines = hang(padCells(rule.id, width), rule.page.name[lang], cells);
    for (const [n, line] of lines.entries()) {
      yield n > 0 ? line : line.replace(rule.id, () => paint('label', rule.id));
    }
  }
}
