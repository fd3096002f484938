/**
 * A survey and what the rules say about it: what every report is made of.
 * @module
 */
import type { NamespaceSurvey, Survey } from './survey.ts';
import type { Finding, Verdict } from './verdict.ts';

/** One rule's answer in one namespace, after causes and consequences have been told apart. */
export interface RuleVerdict {
  readonly rule: string;
  readonly verdict: Verdict;
  /** The rule whose finding explains all of this one's findings. */
  readonly explainedBy?: string;
}

/** One namespace of a checkup. */
export interface NamespaceCheckup {
  readonly namespace: NamespaceSurvey;
  /** What to show: settled and ordered, most severe first, cause before consequence. */
  readonly findings: readonly Finding[];
  /** Every rule of the catalogue, in its order. */
  readonly verdicts: readonly RuleVerdict[];
}

/** The result of `diagnose()`. */
export interface Checkup {
  readonly survey: Survey;
  readonly namespaces: readonly NamespaceCheckup[];
}
