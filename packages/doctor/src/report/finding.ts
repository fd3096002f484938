/**
 * One finding as text for people.
 * @module
 */
import type { NamespaceCheckup } from '../model/checkup.ts';
import type { Lang } from '../model/text.ts';
import type { Finding } from '../model/verdict.ts';
import { barLines } from './bar.ts';
import { allTexts, textsInShort } from './finding-texts.ts';
import { part } from './labelled.ts';
import { findingOwners, ownerParts } from './owner.ts';
import { printable } from './printable.ts';
import { remediesInShort, remedyLines } from './remedy-lines.ts';
import { sentence } from './sentence.ts';
import type { Style } from './style.ts';
import { explainedWith } from './summary.ts';
import { padCells } from './width.ts';
import { CONFIDENCE, LABEL, OWNER, SEVERITY } from './words.ts';
import { cut, hang } from './wrap.ts';

const TITLE_CELLS = 10;
const INDENT = ' '.repeat(TITLE_CELLS);
const MAX_OWNERS = 8;

/** The lines of a finding, without an empty one around. */
export function* findingLines(
  checkup: NamespaceCheckup,
  finding: Finding,
  style: Style,
): Generator<string> {
  const { lang, cells, paint } = style;
  yield* titleLines(finding, style);
  const meta = [
    finding.rule,
    CONFIDENCE[finding.confidence][lang],
    ...ownerParts(checkup.namespace, finding, lang),
    printable(checkup.namespace.name),
  ].join(' · ');
  for (const line of hang(INDENT, meta, cells)) yield paint('dim', line);
  const brief = finding.severity === 'notice' || finding.severity === 'harmless';
  if (brief && !style.verbose) {
    yield* hang(INDENT, printable(sentence(finding.why[lang])), cells);
  } else yield* body(checkup, finding, style);
}

function* titleLines(finding: Finding, { lang, cells, paint }: Style): Generator<string> {
  const severity = SEVERITY[finding.severity][lang];
  const lead = padCells(severity, TITLE_CELLS);
  for (const [n, line] of hang(lead, printable(finding.title[lang]), cells).entries()) {
    const rest = line.slice(n === 0 ? lead.length : TITLE_CELLS);
    const head = n === 0 ? lead.replace(severity, () => paint(finding.severity, severity)) : INDENT;
    yield `${head}${paint('title', rest)}`;
  }
}

function* body(checkup: NamespaceCheckup, finding: Finding, style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  if (finding.bar !== undefined) {
    yield '';
    yield* barLines(finding.bar, lang, INDENT, cells, paint);
  }
  yield '';
  yield* part(LABEL.happens, [sentence(finding.happens[lang])], style);
  yield* part(LABEL.why, [sentence(finding.why[lang])], style);
  const texts = style.verbose ? allTexts(finding, lang) : textsInShort(finding, lang);
  yield* part(LABEL.evidence, texts.evidence, style);
  yield* part(LABEL.not, texts.not, style);
  yield* style.verbose
    ? remedyLines(finding.remedies, style)
    : remediesInShort(finding.remedies, style);
  yield* part(LABEL.doesNotHelp, texts.doesNotHelp, style);
  yield* part(LABEL.proof, texts.proof, style);
  const explained = explainedWith(checkup, finding.rule);
  yield* part(LABEL.explains, explained.length === 0 ? [] : [explained.join(', ')], style);
  if (style.verbose) yield* part(LABEL.owners, processes(checkup, finding, lang), style);
}

function processes({ namespace }: NamespaceCheckup, finding: Finding, lang: Lang): string[] {
  const owners = findingOwners(namespace, finding);
  const lines = owners
    .slice(0, MAX_OWNERS)
    .map(({ pid, commandLine, command }) =>
      cut(printable(`${pid} ${commandLine || command}`), 160),
    );
  const hidden = owners.length - lines.length;
  return hidden > 0 ? [...lines, OWNER.more(hidden)[lang]] : lines;
}
