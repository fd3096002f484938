/**
 * A checkup as Markdown, to be pasted into an incident ticket.
 * @module
 */
import type { Checkup, NamespaceCheckup } from '../model/checkup.ts';
import type { Lang } from '../model/text.ts';
import type { Finding, Remedy } from '../model/verdict.ts';
import { amount } from './amount.ts';
import { fenced, md } from './escape-markdown.ts';
import { headerLine } from './header.ts';
import { ownerParts } from './owner.ts';
import { powerTexts } from './powers.ts';
import { folkloreText, notText, proofTexts } from './proof.ts';
import { sentence } from './sentence.ts';
import { explainedWith, healthyRules, orderedFindings, unknownGroups } from './summary.ts';
import { AT, CONFIDENCE, LABEL, SEVERITY, SUMMARY, TABLE, TAIL } from './words.ts';

/**
 * The whole report, line by line, without line ends.
 *
 * @param tool Name and version, such as `tcpdoctor 0.1.0`.
 */
export function* markdownReport(checkup: Checkup, tool: string, lang: Lang): Generator<string> {
  yield `# ${TABLE.title(md(checkup.survey.host.name))[lang]}`;
  yield '';
  yield md(headerLine(checkup.survey, tool, lang));
  yield '';
  yield md(new Date(checkup.survey.atEpochMs).toISOString());
  yield '';
  for (const { namespace, finding } of orderedFindings(checkup)) {
    yield* section(namespace, finding, lang);
  }
  yield* tail(checkup, lang);
}

function* section(checkup: NamespaceCheckup, finding: Finding, lang: Lang): Generator<string> {
  yield `## ${SEVERITY[finding.severity][lang]}: ${md(finding.title[lang])}`;
  yield '';
  const owners = ownerParts(checkup.namespace, finding, lang);
  yield [
    `\`${finding.rule}\``,
    ...[CONFIDENCE[finding.confidence][lang], ...owners, checkup.namespace.name].map(md),
  ].join(' · ');
  yield '';
  yield `**${LABEL.happens[lang]}** ${md(sentence(finding.happens[lang]))}`;
  yield '';
  yield `**${LABEL.why[lang]}** ${md(sentence(finding.why[lang]))}`;
  yield '';
  yield* evidenceTable(finding, lang);
  yield* list(
    LABEL.not[lang],
    finding.not.map((n) => md(notText(n, lang))),
  );
  yield* remedies(finding.remedies, lang);
  yield* list(
    LABEL.doesNotHelp[lang],
    finding.doesNotHelp.map((f) => md(folkloreText(f, lang))),
  );
  yield* list(LABEL.proof[lang], proofTexts(finding.remedies, lang).map(md));
  yield* list(LABEL.explains[lang], explainedWith(checkup, finding.rule).map(md));
}

function* evidenceTable({ evidence }: Finding, lang: Lang): Generator<string> {
  yield `| ${LABEL.evidence[lang]} | ${TABLE.value[lang]} | ${TABLE.source[lang]} |`;
  yield '| --- | ---: | --- |';
  for (const e of evidence) {
    yield `| ${md(e.what[lang])} | ${md(amount(e)[lang])} | ${md(e.source)} |`;
  }
  yield '';
}

function* list(label: string, items: readonly string[]): Generator<string> {
  if (items.length === 0) return;
  yield `**${label}**`;
  yield '';
  for (const item of items) yield `- ${item}`;
  yield '';
}

function* remedies(all: readonly Remedy[], lang: Lang): Generator<string> {
  if (all.length === 0) return;
  yield `**${LABEL.remedies[lang]}**`;
  yield '';
  for (const [n, remedy] of all.entries()) {
    const risk = `${AT[remedy.at][lang]}, ${LABEL.risk[lang]}: ${md(remedy.risk[lang])}`;
    yield `${n + 1}. ${md(remedy.do[lang])} (${risk})`;
    if (remedy.command !== undefined) {
      yield '';
      yield* fenced(remedy.command, '   ');
    }
    yield '';
  }
}

function* tail(checkup: Checkup, lang: Lang): Generator<string> {
  yield `## ${TABLE.rest[lang]}`;
  yield '';
  const namespaces = checkup.namespaces.length;
  if (namespaces === 0) yield `- ${TAIL.unseen[lang]}: ${SUMMARY.nothingSeen[lang]}`;
  else {
    const healthy = SUMMARY.healthy(healthyRules(checkup).length, namespaces)[lang];
    yield `- ${TAIL.healthy[lang]}: ${healthy}`;
  }
  for (const { because, rules, namespaces: names } of unknownGroups(checkup, lang)) {
    const where = names.length === 1 ? md(names[0] ?? '') : SUMMARY.namespaces(names.length)[lang];
    yield `- ${TAIL.unknown[lang]}: ${SUMMARY.inNamespaces(rules.join(', '), where)[lang]}: ${md(because)}`;
  }
  for (const text of powerTexts(checkup.survey.missingPower)) {
    yield `- ${TAIL.unseen[lang]}: ${md(text[lang])}`;
  }
}
