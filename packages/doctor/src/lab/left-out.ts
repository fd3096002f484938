/**
 * What a run of many trials leaves out, and why.
 * @module
 */
import type { Text } from '../model/text.ts';
import { lacking } from './needs.ts';
import type { Trial } from './trial.ts';

/** What is missing for a trial to be played among others; empty: nothing. */
export const leftOut = ({ id, needs = [], slow = false }: Trial): readonly Text[] => [
  ...(slow ? [patience(id)] : []),
  ...lacking(...needs),
];

const patience = (id: string): Text => ({
  en: `some minutes to itself (tcpdoctor lab ${id})`,
  ko: `몇 분의 시간(tcpdoctor lab ${id})`,
});
