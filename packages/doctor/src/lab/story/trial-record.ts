/**
 * A full run as the record that reports quote.
 * @module
 */
import type {
  Elsewhere,
  Figure,
  RecordedLever,
  RecordedTrial,
  TrialRecord,
} from '../../model/trial.ts';
import type { LeverOutcome, TrialOutcome } from '../run-trial.ts';
import { measureOf } from './lever-lines.ts';

/** Figures are kept to so many digits: the rest is noise. */
const DIGITS = 4;

/** Trials by their ids. */
export type Recorded = TrialRecord['trials'];

/** What these trials came to. */
export const recordedTrials = (outcomes: readonly TrialOutcome[]): Recorded =>
  Object.fromEntries(outcomes.map((outcome) => [outcome.trial.id, recorded(outcome)]));

/** Marks trials as measured somewhere else than the full run. */
export const markedElsewhere = (trials: Recorded, elsewhere: Elsewhere): Recorded =>
  Object.fromEntries(
    Object.entries(trials).map(([id, trial]) => [
      id,
      trial.elsewhere === undefined ? { ...trial, elsewhere } : trial,
    ]),
  );

/** The record with these trials in place of their former figures; in the order of `ids`, and no others. */
export function mergedRecord(
  { trials: former, ...run }: TrialRecord,
  trials: Recorded,
  ids: readonly string[],
): TrialRecord {
  const all = { ...former, ...trials };
  return {
    ...run,
    trials: Object.fromEntries(
      ids.flatMap((id) => (all[id] === undefined ? [] : [[id, all[id]] as const])),
    ),
  };
}

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
