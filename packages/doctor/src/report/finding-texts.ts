/**
 * What stands in the parts of a finding: everything, or what fits on a screen.
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { Evidence, Finding } from '../model/verdict.ts';
import { amount } from './amount.ts';
import { folkloreInShort, folkloreText, notText, proofInShort, proofTexts } from './proof.ts';
import { OWNER } from './words.ts';

/** The texts of each part; an empty part is not shown. */
export interface FindingTexts {
  readonly evidence: readonly string[];
  readonly not: readonly string[];
  readonly doesNotHelp: readonly string[];
  readonly proof: readonly string[];
}

/** Pieces of evidence of a finding in short; a rule names the weightiest first. */
const MOST_EVIDENCE = 3;

/** Every piece of evidence, every lever with what was measured of it: a line each. */
export const allTexts = (finding: Finding, lang: Lang): FindingTexts => ({
  evidence: finding.evidence.map((e) => evidenceText(e, lang)),
  not: finding.not.map((n) => notText(n, lang)),
  doesNotHelp: finding.doesNotHelp.map((f) => folkloreText(f, lang)),
  proof: proofTexts(finding.remedies, lang),
});

/** The weightiest evidence, the reasons without the measurements: a paragraph each. */
export function textsInShort(finding: Finding, lang: Lang): FindingTexts {
  const evidence = finding.evidence.slice(0, MOST_EVIDENCE).map((e) => evidenceText(e, lang));
  const hidden = finding.evidence.length - evidence.length;
  return {
    evidence: paragraph(hidden > 0 ? [...evidence, OWNER.more(hidden)[lang]] : evidence),
    not: paragraph(finding.not.map((n) => notText(n, lang))),
    doesNotHelp: paragraph(finding.doesNotHelp.map((f) => folkloreInShort(f, lang))),
    proof: proofInShort(finding.remedies, lang),
  };
}

/** `391 connections dropped (TcpExt.ListenOverflows)`. */
const evidenceText = (e: Evidence, lang: Lang): string =>
  `${e.what[lang]}: ${amount(e)[lang]} (${e.source})`;

const paragraph = (texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [texts.join(' · ')];
