/**
 * A full run as the record that reports quote.
 * @module
 */
import type { Figure, RecordedLever, RecordedTrial, TrialRecord } from '../../model/trial.ts';
import type { LeverOutcome, TrialOutcome } from '../run-trial.ts';
import { measureOf } from './lever-lines.ts';

/** Figures are kept to so many digits: the rest is noise. */
const DIGITS = 4;

/** @param machine As a person describes it. */
export const recordOf = (
  outcomes: readonly TrialOutcome[],
  machine: string,
  at: Date,
): TrialRecord => ({
  at: at.toISOString().slice(0, 10),
  machine,
  trials: Object.fromEntries(outcomes.map((outcome) => [outcome.trial.id, recorded(outcome)])),
});

function recorded({ trial, levers }: TrialOutcome): RecordedTrial {
  const [untreated, ...treated] = levers;
  return {
    crowd: trial.crowd,
    measures: trial.measures,
    untreated: rounded(untreated),
    levers: Object.fromEntries(
      treated.flatMap((one) =>
        one.lever === undefined ? [] : [[one.lever.id, recordedLever(trial, one, one.lever)]],
      ),
    ),
  };
}

const recordedLever = (
  trial: TrialOutcome['trial'],
  one: LeverOutcome,
  { kind, what }: NonNullable<LeverOutcome['lever']>,
): RecordedLever => ({
  kind,
  what,
  judgedBy: measureOf(trial, one).id,
  rounds: one.rounds.length,
  figures: rounded(one),
});

const rounded = (one: LeverOutcome | undefined): Record<string, Figure> =>
  Object.fromEntries(
    Object.entries(one?.figures ?? {}).map(([id, { median, low, high }]) => [
      id,
      { median: digits(median), low: digits(low), high: digits(high) },
    ]),
  );

const digits = (value: number): number => Number(value.toPrecision(DIGITS));
