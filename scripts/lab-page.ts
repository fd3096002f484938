/**
 * The figures of the last full run of the lab in Markdown, for `docs/lab.md`. Pure.
 * @module
 */
import { figureText } from '../packages/doctor/src/model/figure-text.ts';
import type { Lang } from '../packages/doctor/src/model/text.ts';
import type { Measure, RecordedTrial, TrialRecord } from '../packages/doctor/src/model/trial.ts';
import { md } from '../packages/doctor/src/report/escape-markdown.ts';

const WORDS = {
  title: { en: 'The last full run', ko: '최근 전체 실행 결과' },
  head: {
    en: '| what is changed | | measured | without | with | rounds |',
    ko: '| 바꾼 것 | | 측정값 | 적용 전 | 적용 후 | 횟수 |',
  },
  remedy: { en: 'remedy', ko: '조치' },
  folklore: { en: 'folklore', ko: '흔한 처방' },
  range: { en: 'median (lowest to highest)', ko: '중앙값 (최저~최고)' },
} as const;

/** A table for each trial, in one language. */
export const recordTables = ({ at, machine, trials }: TrialRecord, lang: Lang): string =>
  [
    `## ${WORDS.title[lang]}`,
    `${at} · ${md(machine)} · ${WORDS.range[lang]}`,
    ...Object.entries(trials).flatMap(([id, trial]) => [
      `### \`${id}\``,
      md(trial.crowd[lang]),
      ...whereLine(trial),
      table(trial, lang),
    ]),
  ].join('\n\n');

/** Of a trial measured apart from the full run. */
const whereLine = ({ elsewhere }: RecordedTrial): readonly string[] =>
  elsewhere === undefined ? [] : [`${elsewhere.at} · ${md(elsewhere.machine)}`];

const table = (trial: RecordedTrial, lang: Lang): string =>
  [
    WORDS.head[lang],
    '|---|---|---|---|---|---|',
    ...Object.values(trial.levers).map(({ kind, what, rounds, judgedBy, figures }) => {
      const measure = trial.measures.find(({ id }) => id === judgedBy) ?? trial.measures[0];
      const [before, after] = [trial.untreated, figures].map((one) => range(measure, one, lang));
      const cells = [md(what[lang]), WORDS[kind][lang], md(measure.name[lang]), before, after];
      return `| ${cells.join(' | ')} | ${rounds} |`;
    }),
  ].join('\n');

function range(measure: Measure, figures: RecordedTrial['untreated'], lang: Lang): string {
  const figure = figures[measure.id];
  if (figure === undefined) return '';
  const [median, low, high] = [figure.median, figure.low, figure.high].map(
    (value) => figureText(measure.unit, value)[lang],
  );
  return low === high ? (median ?? '') : `${median} (${low} – ${high})`;
}
