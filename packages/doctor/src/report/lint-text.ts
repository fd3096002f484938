/**
 * A lint report as text for people.
 * @module
 */
import type { LintedKey, LintReport, Problem, Unread } from '../sysctl/lint/lint.ts';
import type { LintSeverity } from '../sysctl/lint/kinds/kind.ts';
import type { Style } from './style.ts';
import { LINT_LABEL, LINT_SAY, LINT_SEVERITY, TOOL, UNREAD } from './lint-words.ts';
import type { Role } from './paint.ts';
import { printable } from './printable.ts';
import { cellWidth, padCells } from './width.ts';
import { cut, hang } from './wrap.ts';

const ROLE: Readonly<Record<LintSeverity, Role>> = {
  error: 'critical',
  warning: 'warning',
  note: 'notice',
};

const LEAD_CELLS = 9;
const LABEL_CELLS = 9;
/**
 * The whole report, line by line, without line ends.
 *
 * @param tool Name and version, such as `tcpdoctor 0.1.0`.
 */
export function* lintText(report: LintReport, tool: string, style: Style): Generator<string> {
  yield* hang('', printable(header(report, tool, style)), style.cells);
  for (const [file, problems] of Map.groupBy(report.problems, ({ file }) => file)) {
    yield '';
    yield style.paint('title', cut(printable(file), style.cells));
    for (const problem of problems) yield* problemLines(problem, style);
  }
  const isTree = report.files.some(({ tool: name }) => name !== 'named');
  if (isTree || style.verbose) yield* keyLines(report, style);
  yield* unreadLines(report.unread, style);
  yield '';
  yield summary(report.problems, style);
}

function header({ files, kernel, namespace }: LintReport, tool: string, { lang }: Style): string {
  const paths = new Set(files.flatMap((reading) => reading.files));
  return [
    tool,
    LINT_SAY.files(paths.size)[lang],
    kernel === undefined ? LINT_SAY.anyKernel[lang] : LINT_SAY.forKernel(kernel)[lang],
    namespace === undefined ? LINT_SAY.notCompared[lang] : LINT_SAY.compared(namespace)[lang],
  ].join(' · ');
}

function* problemLines(problem: Problem, style: Style): Generator<string> {
  const { lang, cells, paint, verbose } = style;
  const { severity, line, text, kind, name } = problem;
  const word = LINT_SEVERITY[severity][lang];
  const place = line === undefined ? '' : `${line}: `;
  const room = cells - LEAD_CELLS - place.length;
  const shown = cut(text === undefined ? name[lang] : printable(text), room);
  const lead = padCells(word, LEAD_CELLS);
  yield `${lead.replace(word, () => paint(ROLE[severity], word))}${paint('title', place + shown)}`;
  const indent = ' '.repeat(LEAD_CELLS);
  yield paint('dim', indent + kind);
  const parts: readonly (readonly [string, string])[] = [
    [LINT_LABEL.why[lang], problem.why[lang]],
    [LINT_LABEL.instead[lang], problem.instead[lang]],
    ...(verbose ? [[LINT_LABEL.source[lang], problem.source] as const] : []),
  ];
  for (const [label, said] of parts) {
    const lines = hang(indent + padCells(label, LABEL_CELLS), printable(said), cells);
    yield* lines.map((l, n) => (n === 0 ? l.replace(label, () => paint('label', label)) : l));
  }
}

function* keyLines({ keys, files }: LintReport, style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  if (keys.length === 0) return;
  yield '';
  yield paint('title', LINT_SAY.wins[lang]);
  const width = Math.min(44, Math.max(...keys.map(({ key }) => cellWidth(key)))) + 2;
  for (const linted of keys) {
    const lead = `  ${padCells(printable(linted.key), width)}`;
    yield* hang(lead, printable(decisionText(linted, files.length, lang)), cells);
  }
}

/** `4096  /etc/sysctl.d/10-a.conf:3`, once when the tools agree. */
function decisionText(
  { decisions, running }: LintedKey,
  tools: number,
  lang: Style['lang'],
): string {
  const said = decisions.map(({ value, file, line }) => `${value}  ${file}:${line}`);
  const [first = '', second = first] = said;
  const isLone = decisions.length < tools;
  const other = decisions[0]?.tool === 'systemd' ? 'procps' : 'systemd';
  const texts =
    first !== second
      ? decisions.map(({ tool }, n) => `${TOOL[tool][lang]}: ${said[n]}`)
      : [first, ...(isLone ? [LINT_SAY.leftAlone(TOOL[other][lang])[lang]] : [])];
  const differs = running !== undefined && decisions.some(({ value }) => value !== running);
  return [...texts, ...(differs ? [LINT_SAY.running(running)[lang]] : [])].join(' · ');
}

function* unreadLines(unread: readonly Unread[], { lang, cells, paint }: Style): Generator<string> {
  if (unread.length === 0) return;
  yield '';
  yield paint('title', LINT_SAY.unread[lang]);
  for (const { file, because, by = '' } of unread) {
    yield* hang('  ', printable(`${file}: ${UNREAD[because](by)[lang]}`), cells);
  }
}

function summary(problems: readonly Problem[], { lang, paint }: Style): string {
  const count = (wanted: LintSeverity) =>
    problems.filter(({ severity }) => severity === wanted).length;
  return problems.length === 0
    ? paint('healthy', LINT_SAY.clean[lang])
    : LINT_SAY.counts(count('error'), count('warning'), count('note'))[lang];
}
