/**
 * A rule's page in Markdown, English first, Korean below, and the tables that list all rules. Pure.
 * @module
 */
import type { Lang, Text } from '../packages/doctor/src/model/text.ts';
import type { Remedy } from '../packages/doctor/src/model/verdict.ts';
import { fenced, md } from '../packages/doctor/src/report/escape-markdown.ts';
import { AT, EXPLAIN, LABEL } from '../packages/doctor/src/report/words.ts';
import { folkloreText } from '../packages/doctor/src/report/proof.ts';
import { effectOf } from '../packages/doctor/src/proofs/effect.ts';
import type { Rule } from '../packages/doctor/src/rules/rule.ts';
import { recipeLines } from './rule-recipes.ts';

/** Written where nobody should edit. */
const GENERATED = '<!-- Generated from the rule catalogue by "npm run docs". Do not edit. -->';

/** The page of one rule, `docs/rules/<id>.md`. */
export const rulePage = (rule: Rule): string =>
  lines(
    GENERATED,
    `# ${md(rule.page.name.en)}`,
    `\`${rule.id}\` · [all rules](README.md) · [한국어](#한국어)`,
    ...sections(rule, 'en', '##'),
    '---',
    '## 한국어',
    `**${md(rule.page.name.ko)}**`,
    ...sections(rule, 'ko', '###'),
    ...recipes(rule),
    `## ${EXPLAIN.sources.en} · ${EXPLAIN.sources.ko}`,
    rule.page.sources.map((source) => `- ${bothWays(source)}`).join('\n'),
  );

/** A source in both languages, where it has words. */
const bothWays = (source: string | Text): string =>
  typeof source === 'string' ? md(source) : `${md(source.en)}<br>${md(source.ko)}`;

function recipes({ id }: Rule): string[] {
  const lines = recipeLines(id);
  return lines === '' ? [] : ['## Recipes · 레시피', lines];
}

/** The list of all rules, `docs/rules/README.md`. */
export const ruleIndex = (rules: readonly Rule[]): string =>
  lines(
    GENERATED,
    '# Rules',
    'In the order in which they are judged and shown. `tcpdoctor explain RULE` shows the same pages.',
    ruleTable(rules, ''),
  );

/** A table of all rules whose links begin with `folder`. */
export const ruleTable = (rules: readonly Rule[], folder: string): string =>
  [
    '| rule | finds | 한국어 |',
    '|---|---|---|',
    ...rules.map(
      ({ id, page }) =>
        `| [\`${id}\`](${folder}${id}.md) | ${md(page.name.en)} | ${md(page.name.ko)} |`,
    ),
  ].join('\n');

function sections({ page }: Rule, lang: Lang, mark: string): string[] {
  const section = (title: string, body: string): string[] =>
    body === '' ? [] : [`${mark} ${title}`, body];
  return [
    ...section(EXPLAIN.mechanism[lang], md(page.mechanism[lang])),
    ...section(EXPLAIN.evidence[lang], md(page.evidence[lang])),
    ...section(EXPLAIN.lookAlikes[lang], md(page.lookAlikes[lang])),
    ...section(
      LABEL.remedies[lang],
      page.remedies.map((remedy, n) => remedyItem(remedy, n + 1, lang)).join('\n'),
    ),
    ...section(
      LABEL.doesNotHelp[lang],
      page.doesNotHelp.map((one) => `- ${md(folkloreText(one, lang))}`).join('\n'),
    ),
  ];
}

function remedyItem(remedy: Remedy, number: number, lang: Lang): string {
  const { at, command, risk, proof } = remedy;
  return [
    `${number}. **${AT[at][lang]}**: ${md(remedy.do[lang])}`,
    ...(command === undefined ? [] : fenced(command, '   ')),
    `   - ${LABEL.risk[lang]}: ${md(risk[lang])}`,
    ...proofItem(proof, lang),
  ].join('\n');
}

function proofItem(proof: Remedy['proof'], lang: Lang): string[] {
  const effect = proof.kind === 'lab' ? effectOf(proof) : undefined;
  return proof.kind === 'lab' && effect !== undefined
    ? [`   - ${LABEL.proof[lang]}: ${md(effect[lang])} (\`tcpdoctor lab ${proof.trial}\`)`]
    : [];
}

const lines = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
