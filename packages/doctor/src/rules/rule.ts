/**
 * What a diagnosis rule is: a page of explanation and one pure function.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import type { Folklore, Remedy, Verdict } from '../model/verdict.ts';

/** What `tcpdoctor explain RULE` and `docs/rules/RULE.md` show. */
export interface RulePage {
  /** A noun phrase of at most 60 characters: `Accept queue overflows`. */
  readonly name: Text;
  /** What the kernel does, in plain words, a paragraph. */
  readonly mechanism: Text;
  /** What has to be seen before the rule speaks, with its thresholds, a paragraph. */
  readonly evidence: Text;
  /** States that resemble it, and the number that tells them apart. */
  readonly lookAlikes: Text;
  /** In general, best first. */
  readonly remedies: readonly Remedy[];
  readonly doesNotHelp: readonly Folklore[];
  /** Where this can be checked: kernel functions, documents, measurements. */
  readonly sources: readonly (string | Text)[];
}

/** A diagnosis rule. */
export interface Rule {
  /** Stable, kebab-case; also names the folder and `docs/rules/<id>.md`. */
  readonly id: string;
  readonly page: RulePage;
  /**
   * Inodes whose owners it must know before it judges, a few. Others are resolved anyway for what
   * findings name. Default: none.
   */
  wants?(namespace: NamespaceSurvey, survey: Survey): readonly number[];
  /** Pure: no clock, no I/O; the same survey, the same verdict. */
  check(namespace: NamespaceSurvey, survey: Survey): Verdict;
}
