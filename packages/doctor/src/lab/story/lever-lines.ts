/**
 * What a lever did, drawn: the figure before above the figure after.
 * @module
 */
import { figureText } from '../../model/figure-text.ts';
import type { Lang, Text } from '../../model/text.ts';
import { num } from '../../model/text.ts';
import type { Figure, Measure } from '../../model/trial.ts';
import { timesBetter } from '../../model/trial.ts';
import { barCells } from '../../report/bar.ts';
import type { Style } from '../../report/style.ts';
import { cellWidth, padCells } from '../../report/width.ts';
import { hang } from '../../report/wrap.ts';
import type { LeverOutcome } from '../run-trial.ts';
import type { Trial } from '../trial.ts';
import { STORY } from './words.ts';

/** Beyond this a factor says no more than "much". */
const MUCH = 1_000;
/** Below this two medians are the same for people. */
const SAME_WITHIN = 1.3;
const INDENT = '   ';

/** Every figure of an outcome in words: `median connect time 2.0 s · clients connected 100`. */
export function figureLines(trial: Trial, outcome: LeverOutcome, style: Style): string[] {
  const { lang, cells } = style;
  const all = trial.measures.map((measure) => {
    const figure = outcome.figures[measure.id];
    return figure === undefined ? '' : `${measure.name[lang]} ${inWords(measure, figure, lang)}`;
  });
  const lead = `${INDENT}${padCells(STORY.client[lang], 10)} `;
  return [...hang(lead, all.join(' · '), cells), ...spread(trial, outcome, style)];
}

function spread(trial: Trial, { rounds, figures }: LeverOutcome, { lang, cells }: Style): string[] {
  const [measure] = trial.measures;
  const figure = figures[measure.id];
  if (figure === undefined || rounds.length < 2) return [];
  const [low, high] = [figure.low, figure.high].map((v) => figureText(measure.unit, v)[lang]);
  return hang(
    `${INDENT}${' '.repeat(11)}`,
    STORY.rounds(rounds.length, low ?? '', high ?? '')[lang],
    cells,
  );
}

/** Two bars, and how many times better or worse. */
export function effectLines(
  trial: Trial,
  untreated: LeverOutcome,
  outcome: LeverOutcome,
  style: Style,
): string[] {
  const { lang, paint } = style;
  const measure = measureOf(trial, outcome);
  const [before, after] = [untreated, outcome].map((one) => one.figures[measure.id]?.median ?? 0);
  const most = Math.max(before ?? 0, after ?? 0);
  const labels = [STORY.before[lang], STORY.after[lang]];
  const width = Math.max(...labels.map(cellWidth));
  const line = (label: string, value: number, note: string): string => {
    const bar = paint('bar', barCells(value, most));
    const says = figureText(measure.unit, value)[lang];
    return `${INDENT}${padCells(label, width)} ${bar} ${says}${note}`;
  };
  const times = timesBetter(measure, before ?? 0, after ?? 0);
  return [
    `${INDENT}${measure.name[lang]}`,
    line(labels[0] ?? '', before ?? 0, ''),
    line(labels[1] ?? '', after ?? 0, `   ${effectText(times)[lang]}`),
  ];
}

/** The measure a lever is judged by. */
export const measureOf = (trial: Trial, { lever }: LeverOutcome): Measure =>
  trial.measures.find(({ id }) => id === lever?.effect.measure) ?? trial.measures[0];

/** `12 times better`, `no effect`, `2.3 times worse`. */
export function effectText(times: number): Text {
  if (times === Number.POSITIVE_INFINITY) return STORY.allTheDifference;
  if (times === 0) return STORY.allTheHarm;
  if (times >= 1 / SAME_WITHIN && times <= SAME_WITHIN) return STORY.same;
  return times > 1 ? STORY.better(factor(times)) : STORY.worse(factor(1 / times));
}

const factor = (times: number): string => (times >= MUCH ? `${num(MUCH)}+` : num(times));

const inWords = (measure: Measure, figure: Figure, lang: Lang): string =>
  figureText(measure.unit, figure.median)[lang];
