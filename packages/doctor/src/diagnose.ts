/**
 * All rules over a survey: what is wrong, cause before consequence.
 * @module
 */
import type { Checkup } from './model/checkup.ts';
import type { NamespaceSurvey, Survey } from './model/survey.ts';
import { RULES } from './rules/catalog.ts';
import type { Rule } from './rules/rule.ts';
import { settle } from './rules/settle.ts';

/**
 * Asks every rule about every namespace of a survey. Pure: the same survey gives the same answer, on
 * any system.
 */
export function diagnose(survey: Survey, rules: readonly Rule[] = RULES): Checkup {
  const raw = survey.namespaces.map((namespace) => ({
    namespace,
    verdicts: rules.map((rule) => ({ rule: rule.id, verdict: rule.check(namespace, survey) })),
  }));
  return { survey, namespaces: settle(survey, raw) };
}

/**
 * Inodes whose owners are worth the price of finding: those that rules must know before they judge,
 * and those that findings name.
 */
export function inodesOfInterest(
  namespace: NamespaceSurvey,
  survey: Survey,
  rules: readonly Rule[] = RULES,
): ReadonlySet<number> {
  const inodes = new Set<number>();
  for (const rule of rules) {
    for (const inode of rule.wants?.(namespace, survey) ?? []) inodes.add(inode);
    const verdict = rule.check(namespace, survey);
    if (verdict.kind !== 'finding') continue;
    for (const finding of verdict.findings) for (const inode of finding.inodes) inodes.add(inode);
  }
  inodes.delete(0);
  return inodes;
}
