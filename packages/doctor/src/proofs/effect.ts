/**
 * The measured effect of a lever as a sentence, from the last full run of the lab.
 * @module
 */
import { figureText } from '../model/figure-text.ts';
import type { Text } from '../model/text.ts';
import type { Elsewhere, RecordedLever, RecordedTrial } from '../model/trial.ts';
import type { LabProof } from '../model/verdict.ts';
import { RECORD } from './record.ts';

const TRIALS: Readonly<Record<string, RecordedTrial>> = RECORD.trials;

interface Effect {
  readonly trial: RecordedTrial;
  readonly lever: RecordedLever;
  readonly name: Text;
  readonly was: Text;
  readonly is: Text;
}

/** What the last full run measured of a lever; `undefined` when it has none of that name. */
function effect({ trial: id, lever: leverId }: LabProof): Effect | undefined {
  const trial = TRIALS[id];
  const lever = trial?.levers[leverId];
  const measure = trial?.measures.find((one) => one.id === (lever?.judgedBy ?? ''));
  if (trial === undefined || lever === undefined || measure === undefined) return undefined;
  const before = trial.untreated[measure.id];
  const after = lever.figures[measure.id];
  if (before === undefined || after === undefined) return undefined;
  const [was, is] = [before, after].map(({ median }) => figureText(measure.unit, median));
  return was === undefined || is === undefined
    ? undefined
    : { trial, lever, name: measure.name, was, is };
}

/** `connect p50: 2 s without, 0.2 ms with a backlog of 512 instead of 4`. */
export function effectOfLever(proof: LabProof): Text | undefined {
  const found = effect(proof);
  return found === undefined ? undefined : leverText(found);
}

/** The same, and how it was measured: `... (100 clients while accepting pauses; median of 5 rounds)`. */
export function effectOf(proof: LabProof): Text | undefined {
  const found = effect(proof);
  if (found === undefined) return undefined;
  const { crowd, elsewhere } = found.trial;
  const [text, rounds] = [leverText(found), roundsText(found.lever.rounds)];
  const where = whereText(elsewhere);
  return {
    en: `${text.en} (${crowd.en}${rounds.en}${where.en})`,
    ko: `${text.ko} (${crowd.ko}${rounds.ko}${where.ko})`,
  };
}

const leverText = ({ name, was, is, lever }: Effect): Text => ({
  en: `${name.en}: ${was.en} without, ${is.en} with ${lever.what.en}`,
  ko: `${lever.what.ko}: ${name.ko} ${was.ko} → ${is.ko}`,
});

/** The short form, behind a sentence that names the lever: `measured: connect p50 2 s without, 2 s with it`. */
export function effectInShort(proof: LabProof): Text | undefined {
  const found = effect(proof);
  if (found === undefined) return undefined;
  const { name, was, is } = found;
  return {
    en: `measured, ${name.en}: ${was.en} without it, ${is.en} with it`,
    ko: `실측: ${name.ko} ${was.ko} → ${is.ko}`,
  };
}

const roundsText = (rounds: number): Text =>
  rounds === 1
    ? { en: '', ko: '' }
    : { en: `; median of ${rounds} rounds`, ko: `, ${rounds}회 중앙값` };

/** Said of a virtual machine, whose speed is not that of a real one. */
const whereText = (elsewhere: Elsewhere | undefined): Text =>
  elsewhere?.guest === undefined
    ? { en: '', ko: '' }
    : {
        en: `; measured in a virtual machine, ${elsewhere.guest}, ${elsewhere.kernel}`,
        ko: `, 가상 머신(${elsewhere.guest}, ${elsewhere.kernel})에서 측정`,
      };
