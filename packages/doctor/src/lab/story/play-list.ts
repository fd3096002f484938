/**
 * What can be played: trials, and the scenarios that have none.
 * @module
 */
import type { Link } from '../link.ts';
import type { Scenario } from '../scenario.ts';
import { SCENARIOS } from '../scenarios/catalog.ts';
import type { Trial } from '../trial.ts';
import { TRIALS } from '../trials/catalog.ts';

/** Something to play. */
export type Play =
  | { readonly kind: 'trial'; readonly id: string; readonly rule: string; readonly trial: Trial }
  /** Only brought about and diagnosed. */
  | {
      readonly kind: 'scenario';
      readonly id: string;
      readonly rule: string;
      readonly scenario: Scenario;
    };

const trials: readonly Play[] = TRIALS.map((trial) => ({
  kind: 'trial',
  id: trial.id,
  rule: trial.rule,
  trial,
}));

/** Every play. Twins are left out: they are a trial's stage without its fault. */
export const PLAYS: readonly Play[] = [
  ...trials,
  ...SCENARIOS.filter(
    ({ id, kind }) => kind !== 'twin' && trials.every((trial) => trial.id !== id),
  ).map((scenario): Play => ({ kind: 'scenario', id: scenario.id, rule: scenario.rule, scenario })),
];

/** Faults come first, harmless look-alikes are a group of their own. */
export const isLookAlike = (play: Play): boolean =>
  play.kind === 'scenario' && play.scenario.kind === 'look-alike';

/** The link it wants between the two sides; `undefined` when a plain one will do. */
export const linkOf = (play: Play): Link | undefined =>
  play.kind === 'trial' ? play.trial.link : play.scenario.link;

/** The play of this name; of a rule's name the first that is about it. */
export const playNamed = (name: string): Play | undefined =>
  PLAYS.find(({ id }) => id === name) ?? PLAYS.find(({ rule }) => rule === name);

/** Others about the same rule, without look-alikes. */
export const relatives = (play: Play): readonly Play[] =>
  PLAYS.filter(({ id, rule }) => rule === play.rule && id !== play.id).filter(
    (one) => !isLookAlike(one),
  );
