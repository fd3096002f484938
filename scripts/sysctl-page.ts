/**
 * The catalogue of settings and the kinds of lint in Markdown, English first, Korean below. Pure.
 * @module
 */
import type { Lang, Text } from '../packages/doctor/src/model/text.ts';
import { num } from '../packages/doctor/src/model/text.ts';
import { md } from '../packages/doctor/src/report/escape-markdown.ts';
import { LINT_SEVERITY } from '../packages/doctor/src/report/lint-words.ts';
import type { GROUPS } from '../packages/doctor/src/sysctl/catalogue/catalogue.ts';
import type { Kind } from '../packages/doctor/src/sysctl/lint/kinds/kind.ts';
import type { Effect, Scope, Setting } from '../packages/doctor/src/sysctl/setting.ts';
import { COLUMN, EFFECT, GROUP, READING, SCOPE, SENTENCE, WHOLE_HOST } from './sysctl-words.ts';

/** Written where nobody should edit. */
const GENERATED =
  '<!-- Generated from the catalogue of settings by "npm run docs". Do not edit. -->';

/** `docs/sysctls.md`. */
export const sysctlPage = (groups: typeof GROUPS): string =>
  page(
    `# ${SENTENCE.settings.en}`,
    md(SENTENCE.about.en),
    ...Object.entries(groups).flatMap(([name, all]) => section(name, all, 'en', '##')),
    '---',
    '## 한국어',
    md(SENTENCE.about.ko),
    ...Object.entries(groups).flatMap(([name, all]) => section(name, all, 'ko', '###')),
  );

/** `docs/lint.md`. */
export const lintPage = (kinds: readonly Kind[]): string =>
  page(
    `# ${SENTENCE.kinds.en}`,
    md(SENTENCE.aboutKinds.en),
    kindTable(kinds, 'en'),
    `## ${READING.title.en}`,
    ...READING.parts.map((part) => part.en),
    '---',
    '## 한국어',
    md(SENTENCE.aboutKinds.ko),
    kindTable(kinds, 'ko'),
    `### ${READING.title.ko}`,
    ...READING.parts.map((part) => part.ko),
  );

const page = (...parts: readonly string[]): string => `${[GENERATED, ...parts].join('\n\n')}\n`;

const section = (name: string, all: readonly Setting[], lang: Lang, mark: string): string[] => [
  `${mark} ${(GROUP[name] ?? { en: name, ko: name })[lang]}`,
  table(
    [COLUMN.key, COLUMN.meaning, COLUMN.default, COLUMN.range, COLUMN.scope, COLUMN.effect],
    all.map((setting) => settingRow(setting, lang)),
    lang,
  ),
];

function settingRow(setting: Setting, lang: Lang): string[] {
  const { key, meaning, values = {}, unit, effect, source } = setting;
  const words = Object.entries(values).map(([value, text]) => `\`${value}\` ${md(text[lang])}`);
  const notes = [
    md(meaning[lang]),
    ...(words.length === 0 ? [] : [words.join(' · ')]),
    ...facts(setting, lang),
    `<small>${md(source)}</small>`,
  ];
  return [
    `\`${key}\`${unit === undefined ? '' : ` (${unit})`}`,
    notes.join('<br>'),
    defaults(setting, lang),
    range(setting, lang),
    scopes(setting, lang),
    EFFECT[effect satisfies Effect][lang],
  ];
}

/** Whose it is, and whose it was. */
function scopes({ key, scope, scopeBefore }: Setting, lang: Lang): string {
  if (scope === 'host' && !key.startsWith('net.')) return WHOLE_HOST[lang];
  const now = SCOPE[scope satisfies Scope][lang];
  if (scopeBefore === undefined) return now;
  return `${now}<br>${SENTENCE.before(scopeBefore.until)[lang]}: ${SCOPE[scopeBefore.scope][lang]}`;
}

function facts(setting: Setting, lang: Lang): string[] {
  const { since, backportedTo, until, inherited, readOnly, inert, safe } = setting;
  return [
    ...(since === undefined ? [] : [SENTENCE.since(since)[lang]]),
    ...(backportedTo === undefined ? [] : [SENTENCE.backported(backportedTo.join(', '))[lang]]),
    ...(until === undefined ? [] : [SENTENCE.until(until)[lang]]),
    ...(inherited === true ? [SENTENCE.inherited[lang]] : []),
    ...(readOnly === true ? [SENTENCE.readOnly[lang]] : []),
    ...(inert === undefined
      ? []
      : [`${SENTENCE.inert(inert.since)[lang]}: ${md(inert.because[lang])}`]),
    ...(safe === undefined
      ? []
      : [`${SENTENCE.safe(num(safe.min), num(safe.max))[lang]}: ${md(safe.because[lang])}`]),
  ];
}

const defaults = ({ defaults: all }: Setting, lang: Lang): string =>
  all
    .map(({ since, value, note }) => {
      const shown = value === undefined ? '' : value === '' ? SENTENCE.empty[lang] : `\`${value}\``;
      const what = [shown, ...(note === undefined ? [] : [md(note[lang])])].filter((t) => t !== '');
      return `${what.join(', ')}${since === undefined ? '' : ` (${SENTENCE.from(since)[lang]})`}`;
    })
    .join('<br>');

function range({ shape, readOnly }: Setting, lang: Lang): string {
  if (readOnly === true) return '–';
  if (shape.kind === 'ports') return '`8080,9100-9110`';
  if (shape.kind === 'word' || shape.kind === 'words') return SENTENCE[shape.kind][lang];
  const max = shape.max >= 2 ** 53 ? '2^63' : num(shape.max);
  const names = shape.kind === 'tuple' ? `${shape.names.join(', ')}: ` : '';
  return `${names}${num(shape.min)}…${max}`;
}

const kindTable = (kinds: readonly Kind[], lang: Lang): string =>
  table(
    [COLUMN.kind, COLUMN.severity, COLUMN.finds, COLUMN.source],
    kinds.map(({ id, severity, name, source }) => [
      `\`${id}\``,
      LINT_SEVERITY[severity][lang],
      md(name[lang]),
      md(source),
    ]),
    lang,
  );

const table = (head: readonly Text[], rows: readonly (readonly string[])[], lang: Lang): string =>
  [
    `| ${head.map((text) => text[lang]).join(' | ')} |`,
    `|${'---|'.repeat(head.length)}`,
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ].join('\n');
