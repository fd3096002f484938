/**
 * A plan as text for people: each change with its reason, what no sysctl cures, what is left as it is.
 * @module
 */
import type { Text } from '../model/text.ts';
import type { Change, LeftOut, NamespacePlan, Plan } from '../sysctl/plan.ts';
import type { Style } from './style.ts';
import { PLAN_LABEL, PLAN_SAY } from './plan-words.ts';
import { printable } from './printable.ts';
import { cellWidth, padCells } from './width.ts';
import { hang, verbatim } from './wrap.ts';

const INDENT = ' '.repeat(6);

/** What a reader needs to know besides the plan. */
export interface PlanContext {
  /** What to type to apply it. */
  readonly commands: readonly string[];
  /** Whether anything could be looked at. */
  readonly looked: boolean;
  /** Rules that could not tell: where they could not, "nothing to tune" is not the whole truth. */
  readonly unknownRules: number;
  /** What could not be seen. */
  readonly unseen: readonly Text[];
}

/** The whole plan, line by line, without line ends. */
export function* planText(plan: Plan, style: Style, about: PlanContext): Generator<string> {
  const { lang, cells, paint } = style;
  const changes = plan.namespaces.reduce((sum, space) => sum + space.changes.length, 0);
  yield* hang('', header(plan, changes, style), cells);
  if (changes === 0) {
    const said = plan.profile === undefined ? PLAN_SAY.nothing : PLAN_SAY.nothingOfProfile;
    yield '';
    yield* hang('', (about.looked ? said : PLAN_SAY.nothingSeen)[lang], cells);
  }
  for (const space of plan.namespaces) yield* spaceLines(space, style);
  yield* hiddenLines(plan, style);
  yield* unseenLines(about, style);
  if (changes === 0) return;
  yield '';
  yield* hang('', PLAN_SAY.apply[lang], cells);
  for (const command of about.commands) yield `  ${paint('command', command)}`;
}

function header({ tool, host, profile }: Plan, changes: number, { lang }: Style): string {
  return printable(
    [
      tool,
      PLAN_SAY.header(host.name, host.kernel)[lang],
      ...(profile === undefined ? [] : [PLAN_SAY.profile(profile)[lang]]),
      PLAN_SAY.count(changes)[lang],
    ].join(' · '),
  );
}

function* spaceLines(space: NamespacePlan, style: Style): Generator<string> {
  const { name, changes, application, leftOut = [] } = space;
  if (changes.length === 0 && application.length === 0 && !style.verbose) return;
  yield '';
  yield style.paint('title', printable(name));
  for (const change of changes) yield* changeLines(change, style);
  yield* applicationLines(application, style);
  if (style.verbose) yield* leftOutLines(leftOut, style);
}

function* changeLines(change: Change, { lang, cells, paint }: Style): Generator<string> {
  const shown = (value: string): string => (value === '' ? '""' : printable(value));
  const key = printable(change.key);
  yield '';
  const [first = '', ...rest] = hang(
    `  ${key}  `,
    `${shown(change.from)} → ${shown(change.to)}`,
    cells,
  );
  yield first.replace(key, () => paint('command', key));
  yield* rest;
  const proof = change.provenBy === undefined ? undefined : `tcpdoctor lab ${change.provenBy}`;
  const parts: readonly (readonly [Text, string | undefined])[] = [
    [PLAN_LABEL.why, change.why[lang]],
    [PLAN_LABEL.number, change.arithmetic[lang]],
    [PLAN_LABEL.effect, change.effect[lang]],
    [PLAN_LABEL.risk, change.risk[lang]],
    [PLAN_LABEL.remains, change.doesNotCure?.[lang]],
    [PLAN_LABEL.better, change.better?.[lang]],
    [PLAN_LABEL.proof, proof],
  ];
  const width = Math.max(...parts.map(([label]) => cellWidth(label[lang]))) + 2;
  for (const [label, said] of parts) {
    if (said === undefined) continue;
    const lead = INDENT + padCells(label[lang], width);
    const lines = hang(lead, printable(said), cells);
    yield* lines.map((line, n) =>
      n === 0 ? line.replace(label[lang], () => paint('label', label[lang])) : line,
    );
  }
}

function* applicationLines(
  remedies: NamespacePlan['application'],
  { lang, cells, paint }: Style,
): Generator<string> {
  if (remedies.length === 0) return;
  yield '';
  yield `  ${paint('label', PLAN_SAY.application[lang])}`;
  for (const { rule, do: what, command } of remedies) {
    yield* hang('    - ', printable(`${what[lang]} (${rule})`), cells);
    if (command === undefined) continue;
    for (const line of verbatim(INDENT, command, cells)) yield paint('command', line);
  }
}

function* leftOutLines(all: readonly LeftOut[], { lang, cells, paint }: Style): Generator<string> {
  if (all.length === 0) return;
  yield '';
  yield `  ${paint('label', PLAN_SAY.leftOut[lang])}`;
  for (const { key, value, because } of all) {
    const wish = value === undefined ? key : `${key} = ${value}`;
    yield* hang('    - ', printable(`${wish}: ${because[lang]}`), cells);
  }
}

/** That there is more to read, where it is not shown. */
function* hiddenLines(
  { namespaces }: Plan,
  { lang, cells, verbose, paint }: Style,
): Generator<string> {
  const count = namespaces.reduce((sum, { leftOut = [] }) => sum + leftOut.length, 0);
  if (verbose || count === 0) return;
  yield '';
  for (const line of hang('', PLAN_SAY.more(count)[lang], cells)) yield paint('dim', line);
}

/** What a plan cannot rest on: rules that could not tell, and what could not be looked at. */
function* unseenLines(
  { unknownRules, unseen }: PlanContext,
  { lang, cells }: Style,
): Generator<string> {
  const texts = unknownRules === 0 ? unseen : [PLAN_SAY.unknown(unknownRules), ...unseen];
  if (texts.length === 0) return;
  yield '';
  for (const text of texts) yield* hang('', printable(text[lang]), cells);
}
