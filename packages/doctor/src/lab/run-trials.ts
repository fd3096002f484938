/**
 * Plays many trials, a few at a time.
 * @module
 */
import type { Family } from '../model/socket.ts';
import { runJobs } from './run-jobs.ts';
import type { TrialOptions, TrialOutcome } from './run-trial.ts';
import { runTrial } from './run-trial.ts';
import type { Trial } from './trial.ts';

/** How to play them. */
export interface RunTrialsOptions extends Pick<TrialOptions, 'checkup' | 'rounds' | 'signal'> {
  /** At once; those that need the CPU to themselves run one by one at the end. @default 5 */
  readonly concurrency?: number;
  /** Where a trial knows both. @default 'ipv4' */
  readonly family?: Family;
  /** Called as each comes out. */
  readonly onOutcome?: (outcome: TrialOutcome) => void;
}

/** Plays each trial in one family: the one wished for, else the one it knows. */
export async function runTrials(
  trials: readonly Trial[],
  options: RunTrialsOptions,
): Promise<TrialOutcome[]> {
  const { concurrency = 5, family = 'ipv4', onOutcome, ...rest } = options;
  return runJobs(trials, {
    concurrency,
    alone: (trial) => trial.alone ?? false,
    async play(trial) {
      const outcome = await runTrial(trial, familyOf(trial, family), rest);
      onOutcome?.(outcome);
      return outcome;
    },
    isRight: ({ wrong }) => wrong.length === 0,
    asSecond: (outcome) => ({ ...outcome, second: true }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** The family wished for, where the scenario or trial exists in it. */
export const familyOf = (
  { families }: { readonly families: readonly Family[] },
  wished: Family,
): Family => (families.includes(wished) ? wished : (families[0] ?? 'ipv4'));
