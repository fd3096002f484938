/**
 * A full run as a table: a line per lever.
 * @module
 */
import { figureText } from '../../model/figure-text.ts';
import type { Lang, Text } from '../../model/text.ts';
import { timesBetter } from '../../model/trial.ts';
import type { Style } from '../../report/style.ts';
import { cellWidth, padCells } from '../../report/width.ts';
import { hang } from '../../report/wrap.ts';
import type { LeverOutcome, TrialOutcome } from '../run-trial.ts';
import type { Outcome } from '../run.ts';
import { effectText, measureOf } from './lever-lines.ts';
import { OUTCOME, TABLE } from './words.ts';

/** A trial that was not played. */
export interface LeftOut {
  readonly id: string;
  /** What this machine lacks for it. */
  readonly missing: readonly Text[];
}

/** What a full run came to. */
export interface FullRun {
  readonly trials: readonly TrialOutcome[];
  /** Faults that have no trial: brought about and diagnosed. */
  readonly scenarios: readonly Outcome[];
  /** Absent or empty: everything was played. */
  readonly leftOut?: readonly LeftOut[];
}

/** The table, what came out otherwise, and the sum. */
export function* tableLines(run: FullRun, style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  const head = [TABLE.lever, TABLE.measure, TABLE.before, TABLE.after, TABLE.verdict];
  const rows = run.trials.map((trial) => leverRows(trial, lang));
  const widths = columnWidths([head.map((text) => text[lang]), ...rows.flat()]);
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, n) => padCells(cell, widths[n] ?? 0)).join('  ')}`.trimEnd();
  yield paint('label', line(head.map((text) => text[lang])));
  for (const [n, { trial, family, second }] of run.trials.entries()) {
    yield paint('title', `${trial.id} ${family}${second === true ? ' (2)' : ''}`);
    for (const row of rows[n] ?? []) yield line(row);
  }
  yield paint('title', TABLE.diagnosed[lang]);
  for (const { scenario, right } of run.scenarios)
    yield `  ${padCells(scenario.id, 36)}  ${(right ? TABLE.yes : TABLE.no)[lang]}`;
  yield '';
  for (const { id, missing } of run.leftOut ?? [])
    yield* hang('', TABLE.leftOut(id, missing)[lang], cells);
  const wrong = complaintsOf(run);
  if (wrong.length > 0) yield OUTCOME.otherwise[lang];
  for (const complaint of wrong) yield* hang('  ', complaint, cells);
  const all = run.trials.length + run.scenarios.length;
  yield TABLE.sum(all - new Set(wrong.map((text) => text.split(' ')[0])).size, all)[lang];
}

/** What came out otherwise, each with the name of its play in front. */
export const complaintsOf = ({ trials, scenarios }: FullRun): string[] => [
  ...trials.flatMap(({ trial, wrong }) => wrong.map((text) => `${trial.id} ${text}`)),
  ...scenarios.flatMap(({ scenario, wrong }) => wrong.map((text) => `${scenario.id} ${text}`)),
];

function leverRows({ trial, levers }: TrialOutcome, lang: Lang): string[][] {
  const [untreated, ...treated] = levers;
  if (untreated === undefined) return [];
  return treated.map((one) => {
    const measure = measureOf(trial, one);
    const [before, after] = [median(untreated, measure.id), median(one, measure.id)];
    const [was, is] = [before, after].map((value) => figureText(measure.unit, value)[lang]);
    const effect = effectText(timesBetter(measure, before, after))[lang];
    return [one.lever?.id ?? '', measure.name[lang], was ?? '', is ?? '', effect];
  });
}

const median = ({ figures }: LeverOutcome, id: string): number => figures[id]?.median ?? 0;

const columnWidths = (rows: readonly (readonly string[])[]): number[] =>
  (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => cellWidth(row[n] ?? ''))));
