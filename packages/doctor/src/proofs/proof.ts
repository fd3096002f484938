/**
 * What shows that a remedy helps, in short. A trial or lever that the last full run does not know is a
 * compile error: no remedy is printed that has not been shown to work.
 * @module
 */
import type { LabProof, Proof } from '../model/verdict.ts';
import type { RECORD } from './record.ts';

type Recorded = (typeof RECORD)['trials'];

/** Ids of the trials that have a lever of this name. */
export type TrialWith<Lever extends string> = {
  [Id in keyof Recorded]: Lever extends keyof Recorded[Id]['levers'] ? Id : never;
}[keyof Recorded];

/** A lever of a trial of the lab, by their ids. */
export const lab = <Lever extends string>(trial: TrialWith<Lever>, lever: Lever): LabProof => ({
  kind: 'lab',
  trial,
  lever,
});

/** The remedy changes nothing: it helps to find out. */
export const LOOKS: Proof = { kind: 'looks' };
