/**
 * What the rules say besides findings: how many are healthy everywhere, which cannot tell and why.
 * @module
 */
import type { Checkup, NamespaceCheckup } from '../model/checkup.ts';
import type { Lang } from '../model/text.ts';
import type { Finding, Severity } from '../model/verdict.ts';

/** One reason why rules cannot tell, with everything that gave it. */
export interface UnknownGroup {
  readonly because: string;
  /** Rule ids, each once, in the order of the catalogue. */
  readonly rules: readonly string[];
  /** Names of namespaces, each once. */
  readonly namespaces: readonly string[];
}

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notice', 'harmless'];

/** A finding and where it was found. */
export interface PlacedFinding {
  readonly namespace: NamespaceCheckup;
  readonly finding: Finding;
}

/** The findings of all namespaces, what is worst on this machine first; otherwise in their order. */
export const orderedFindings = (checkup: Checkup): PlacedFinding[] =>
  SEVERITIES.flatMap((severity) =>
    checkup.namespaces.flatMap((namespace) =>
      namespace.findings
        .filter((finding) => finding.severity === severity)
        .map((finding) => ({ namespace, finding })),
    ),
  );

/** Rules that answer `healthy` in every namespace: never one that is unknown somewhere. */
export function healthyRules(checkup: Checkup): string[] {
  const healthy = new Set<string>();
  const other = new Set<string>();
  for (const { rule, verdict } of checkup.namespaces.flatMap(({ verdicts }) => verdicts)) {
    (verdict.kind === 'healthy' ? healthy : other).add(rule);
  }
  return [...healthy].filter((rule) => !other.has(rule));
}

/** Every unknown verdict, by reason, most rules first. */
export function unknownGroups(checkup: Checkup, lang: Lang): UnknownGroup[] {
  const groups = new Map<string, { rules: Set<string>; namespaces: Map<number, string> }>();
  for (const { namespace, verdicts } of checkup.namespaces) {
    for (const { rule, verdict } of verdicts) {
      if (verdict.kind !== 'unknown') continue;
      const because = verdict.because[lang];
      const group = groups.get(because) ?? { rules: new Set(), namespaces: new Map() };
      groups.set(because, group);
      group.rules.add(rule);
      group.namespaces.set(namespace.id, namespace.name);
    }
  }
  return Array.from(groups, ([because, { rules, namespaces }]) => ({
    because,
    rules: [...rules],
    namespaces: [...namespaces.values()],
  })).toSorted((a, b) => b.rules.length - a.rules.length);
}

/** The rules whose findings in this namespace are told with `rule`'s. */
export const explainedWith = ({ verdicts }: NamespaceCheckup, rule: string): string[] =>
  verdicts.filter((v) => v.explainedBy === rule).map((v) => v.rule);
