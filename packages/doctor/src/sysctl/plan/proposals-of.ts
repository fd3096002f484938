/**
 * What a finding's remedies ask for: each way to cure it with a sysctl, best first.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import { bytes, duration, num, percent } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Evidence, Finding, Remedy, SysctlWish } from '../../model/verdict.ts';
import { isOfHost } from './judge.ts';
import type { EffectOf, Proposal } from './proposal.ts';
import { askedBy, REMAINS, SURE } from './words.ts';

/** Numbers of evidence in a reason: the first ones tell most. */
const MOST_EVIDENCE = 2;

/**
 * The ways, each with what must be set before it in front. A way that only prepares another is none of
 * its own.
 */
export function proposalsOf(
  namespace: NamespaceSurvey,
  finding: Finding,
  effectOf: EffectOf,
): readonly (readonly Proposal[])[] {
  const wishes = finding.remedies.flatMap((remedy) =>
    remedy.sysctl === undefined ? [] : [{ remedy, wish: remedy.sysctl }],
  );
  const preparing = new Set(wishes.flatMap(({ wish }) => wish.after ?? []));
  const byKey = new Map(wishes.map((one) => [one.wish.key, one]));
  return wishes
    .filter(({ wish }) => !preparing.has(wish.key))
    .map((main) =>
      [...(main.wish.after ?? []).map((key) => byKey.get(key)), main].flatMap((one) =>
        one === undefined ? [] : [proposal(namespace, finding, one, effectOf)],
      ),
    );
}

function proposal(
  { name, isHost }: NamespaceSurvey,
  finding: Finding,
  { remedy, wish }: { readonly remedy: Remedy; readonly wish: SysctlWish },
  effectOf: EffectOf,
): Proposal {
  const { proof } = remedy;
  const effect = proof.kind === 'lab' ? effectOf(proof) : undefined;
  const provenBy = proof.kind === 'lab' ? proof.trial : undefined;
  const doesNotCure = REMAINS[wish.key];
  const better = finding.remedies.find(({ at }) => at === 'application')?.do;
  const why = whyOf(finding);
  return {
    key: wish.key,
    value: wish.value,
    rule: finding.rule,
    why: isOfHost(wish.key) && !isHost ? askedBy(why, name) : why,
    arithmetic: wish.arithmetic,
    risk: remedy.risk,
    ...(effect === undefined ? {} : { effect }),
    ...(provenBy === undefined ? {} : { provenBy }),
    ...(doesNotCure === undefined ? {} : { doesNotCure }),
    ...(better === undefined ? {} : { better }),
  };
}

/** The title, and the numbers it rests on. */
function whyOf({ title, confidence, evidence }: Finding): Text {
  const shown = evidence.slice(0, MOST_EVIDENCE);
  const list = (lang: 'en' | 'ko'): string =>
    shown.map((one) => `${one.what[lang]} ${amount(one)[lang]}, ${one.source}`).join('; ');
  const sure = SURE[confidence];
  return {
    en: `${sure.en}${title.en} (${list('en')})`,
    ko: `${sure.ko}${title.ko} (${list('ko')})`,
  };
}

function amount({ value, unit }: Evidence): Text {
  const text = unit === 'bytes' ? bytes(value) : unit === 'ratio' ? percent(value) : num(value);
  return unit === 'ms' ? duration(value) : { en: text, ko: text };
}
