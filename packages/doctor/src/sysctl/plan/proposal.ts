/**
 * A sysctl that somebody asks for, before anybody has looked whether it can and need be set.
 * @module
 */
import type { Text } from '../../model/text.ts';
import type { LabProof } from '../../model/verdict.ts';
import type { Change } from '../plan.ts';

/** A wish with its reasons. */
export interface Proposal extends Omit<Change, 'from' | 'to' | 'effect'> {
  readonly value: string;
  /** What was measured in the lab; absent: nothing was. */
  readonly effect?: Change['effect'];
}

/** What the lab measured of a lever, as a sentence; `undefined`: nothing. */
export type EffectOf = (proof: LabProof) => Text | undefined;
