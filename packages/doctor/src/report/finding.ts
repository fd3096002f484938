/**
 * One finding as text for people.
 * @module
 */
import type { NamespaceCheckup } from '../model/checkup.ts';
import type { Lang, Text } from '../model/text.ts';
import type { Evidence, Finding, Remedy } from '../model/verdict.ts';
import { amount } from './amount.ts';
import { barLines } from './bar.ts';
import { findingOwners, ownerParts } from './owner.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { folkloreText, notText, proofTexts } from './proof.ts';
import { sentence } from './sentence.ts';
import { explainedWith } from './summary.ts';
import { padCells } from './width.ts';
import { AT, CONFIDENCE, LABEL, OWNER, SEVERITY } from './words.ts';
import { cut, hang, verbatim } from './wrap.ts';

/** How a text report shall be. */
export interface Style {
  readonly lang: Lang;
  /** Cells of a line. @default 100 */
  readonly cells: number;
  readonly paint: Paint;
  /** Notices and harmless findings in full, every unknown rule, command lines of processes. */
  readonly verbose: boolean;
}

const TITLE_CELLS = 10;
const INDENT = ' '.repeat(TITLE_CELLS);
const LABEL_CELLS = 17;
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
  yield* part(
    LABEL.evidence,
    finding.evidence.map((e) => evidence(e, lang)),
    style,
  );
  yield* part(
    LABEL.not,
    finding.not.map((n) => notText(n, lang)),
    style,
  );
  yield* remedyLines(finding.remedies, style);
  yield* part(
    LABEL.doesNotHelp,
    finding.doesNotHelp.map((f) => folkloreText(f, lang)),
    style,
  );
  yield* part(LABEL.proof, proofTexts(finding.remedies, lang), style);
  const explained = explainedWith(checkup, finding.rule);
  yield* part(LABEL.explains, explained.length === 0 ? [] : [explained.join(', ')], style);
  if (style.verbose) yield* part(LABEL.owners, processes(checkup, finding, lang), style);
}

/** `391 connections dropped (TcpExt.ListenOverflows)`. */
export const evidence = (e: Evidence, lang: Lang): string =>
  `${e.what[lang]}: ${amount(e)[lang]} (${e.source})`;

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

/** A label in front of the first of several texts, each on lines of its own. */
function* part(label: Text, texts: readonly string[], style: Style): Generator<string> {
  for (const [n, text] of texts.entries()) {
    yield* labelled(n === 0 ? label[style.lang] : '', printable(text), style);
  }
}

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

/** Numbered remedies: what to do, the command on a line of its own, where it acts and at what risk. */
export function* remedyLines(remedies: readonly Remedy[], style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  for (const [n, remedy] of remedies.entries()) {
    const number = `${n + 1}  `;
    const label = n === 0 ? LABEL.remedies[lang] : '';
    yield* labelled(label, printable(remedy.do[lang]), style, number);
    const inner = ' '.repeat(LABEL_CELLS + number.length);
    if (remedy.command !== undefined) {
      for (const line of verbatim(`${inner}  `, remedy.command, cells))
        yield paint('command', line);
    }
    const risk = `${AT[remedy.at][lang]} · ${LABEL.risk[lang]}: ${printable(remedy.risk[lang])}`;
    for (const line of hang(inner, risk, cells)) yield paint('dim', line);
  }
}
