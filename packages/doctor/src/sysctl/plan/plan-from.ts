/**
 * From findings to the smallest set of sysctl changes that helps. No finding, no change.
 * @module
 */
import type { Checkup, NamespaceCheckup } from '../../model/checkup.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding, Remedy } from '../../model/verdict.ts';
import { kernelVersion } from '../kernel-version.ts';
import type { LeftOut, NamespacePlan, Plan } from '../plan.ts';
import { isOfHost, judge, leave } from './judge.ts';
import { planOf, spaceOf } from './plan-of.ts';
import type { Asked } from './plan-of.ts';
import type { EffectOf, Proposal } from './proposal.ts';
import { proposalsOf } from './proposals-of.ts';
import { LEFT } from './words.ts';

/** What a plan needs besides the checkup. */
export interface PlanOptions {
  /** Name and version, such as `tcpdoctor 0.1.0`. */
  readonly tool: string;
  /** What the lab measured of a lever, as a sentence. Default: nothing is known. */
  readonly effectOf?: EffectOf;
}

/** Plans for every namespace of a checkup. Pure: the same checkup gives the same plan. */
export function planFrom(
  checkup: Checkup,
  { tool, effectOf = () => undefined }: PlanOptions,
): Plan {
  const { survey } = checkup;
  const kernel = kernelVersion(survey.host.kernel);
  const host = survey.namespaces.find(({ isHost }) => isHost);
  const asked = checkup.namespaces.flatMap((one) =>
    one.findings.map((finding) => askedOf(one.namespace, finding, { host, kernel, effectOf })),
  );
  const spaces = checkup.namespaces.map((one): NamespacePlan => {
    const here = asked.flatMap(({ proposals }) => proposals).filter(at(one.namespace));
    const leftOut = asked.flatMap((each) => each.leftOut).filter(at(one.namespace));
    const space = spaceOf(one.namespace, kernel, { proposals: here, leftOut });
    return { ...space, application: applicationOf(one) };
  });
  return planOf(survey, tool, spaces);
}

const at =
  ({ id }: NamespaceSurvey) =>
  (one: { readonly in: NamespaceSurvey }): boolean =>
    one.in.id === id;

interface Surroundings {
  readonly host: NamespaceSurvey | undefined;
  readonly kernel: string | undefined;
  readonly effectOf: EffectOf;
}

/** A finding's own smallest set: its first lever that can be pulled here, and what that needs. */
function askedOf(namespace: NamespaceSurvey, finding: Finding, around: Surroundings): Asked {
  const place = (key: string): NamespaceSurvey =>
    isOfHost(key) ? (around.host ?? namespace) : namespace;
  const leftOut: { readonly in: NamespaceSurvey; readonly leftOut: LeftOut }[] = [];
  let chosen: readonly Proposal[] = [];
  for (const option of proposalsOf(namespace, finding, around.effectOf)) {
    const main = option.at(-1);
    if (main === undefined) continue;
    const where = place(main.key);
    const judged = !isHurtful(finding)
      ? leave(main, LEFT.notice(finding.title))
      : chosen.length > 0
        ? leave(main, LEFT.later(chosen.at(-1)?.key ?? ''))
        : judge(main, where, around.kernel);
    if (judged.kind === 'change') chosen = option;
    else leftOut.push({ in: where, leftOut: judged.leftOut });
  }
  return {
    proposals: chosen.map((proposal) => ({ in: place(proposal.key), proposal })),
    leftOut,
  };
}

const isHurtful = ({ severity }: Finding): boolean =>
  severity === 'critical' || severity === 'warning';

/** What no sysctl can do, each once. What only looks is no cure. */
function applicationOf({ findings }: NamespaceCheckup): NamespacePlan['application'] {
  const byText = new Map<string, Remedy & { readonly rule: string }>();
  for (const { rule, remedies } of findings.filter(isHurtful)) {
    for (const remedy of remedies) {
      const text = `${remedy.do.en} ${remedy.command ?? ''}`;
      const cures = remedy.sysctl === undefined && remedy.proof?.kind !== 'looks';
      if (cures && !byText.has(text)) byText.set(text, { ...remedy, rule });
    }
  }
  return [...byText.values()];
}
