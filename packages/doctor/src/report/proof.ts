/**
 * What the lab measured of the remedies of a finding, and of its folklore.
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { Folklore, NotThis, Remedy } from '../model/verdict.ts';
import { effectInShort, effectOf, effectOfLever } from '../proofs/effect.ts';

/** More than this nobody reads; the lab shows the rest. */
const MOST = 3;

/** One line for each remedy that was measured, best remedy first, and how to see it. */
export function proofTexts(remedies: readonly Remedy[], lang: Lang): string[] {
  const texts = remedies.flatMap(({ proof }) => {
    const effect = proof.kind === 'lab' ? effectOf(proof) : undefined;
    return proof.kind === 'lab' && effect !== undefined
      ? [`${effect[lang]}: tcpdoctor lab ${proof.trial}`]
      : [];
  });
  return [...new Set(texts)].slice(0, MOST);
}

/** What the best remedy that was measured did, without how it was measured; none where none was. */
export function proofInShort(remedies: readonly Remedy[], lang: Lang): string[] {
  for (const { proof } of remedies) {
    const effect = proof.kind === 'lab' ? effectOfLever(proof) : undefined;
    if (proof.kind === 'lab' && effect !== undefined)
      return [`${effect[lang]} (tcpdoctor lab ${proof.trial})`];
  }
  return [];
}

/** A lever, and why it does not help. */
export const folkloreInShort = ({ what, ko, because }: Folklore, lang: Lang): string =>
  `${named(what, ko, lang)}: ${because[lang]}`;

/** A lever, why it does not help, and what was measured of it. */
export function folkloreText(folklore: Folklore, lang: Lang): string {
  const effect = folklore.proof === undefined ? undefined : effectInShort(folklore.proof);
  const measured = effect === undefined ? '' : ` (${effect[lang]})`;
  return `${folkloreInShort(folklore, lang)}${measured}`;
}

/** A cause that was ruled out, and why. */
export const notText = ({ rule, ko, because }: NotThis, lang: Lang): string =>
  `${named(rule, ko, lang)}: ${because[lang]}`;

const named = (name: string, ko: string | undefined, lang: Lang): string =>
  lang === 'ko' ? (ko ?? name) : name;
