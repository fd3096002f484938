/**
 * Everything the lab can play, once: each trial, and each fault that has none.
 * @module
 */
import type { Family } from '../../model/socket.ts';
import { doctorCheckup } from '../doctor-checkup.ts';
import { runAll } from '../run-all.ts';
import { runTrials } from '../run-trials.ts';
import { TRIALS } from '../trials/catalog.ts';
import { PLAYS, isLookAlike } from './play-list.ts';
import type { FullRun } from './table-lines.ts';

/** A trial mostly waits: this many at a time keep two CPUs busy and not overloaded. */
const AT_ONCE = 8;

/** How to play. */
export interface PlayAllOptions {
  readonly family: Family;
  readonly signal?: AbortSignal;
  /** Called as each comes out. */
  readonly onPlayed?: (id: string, n: number, of: number) => void;
}

/** Faults without a trial: brought about and diagnosed. */
const LEFT_OVER = PLAYS.flatMap((play) =>
  play.kind === 'scenario' && !isLookAlike(play) ? [play.scenario] : [],
);

/** Plays all. */
export async function playAll(options: PlayAllOptions): Promise<FullRun> {
  const { family, onPlayed } = options;
  const common = {
    checkup: doctorCheckup,
    concurrency: AT_ONCE,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  let played = 0;
  const of = TRIALS.length + LEFT_OVER.length;
  const count = (id: string): void => onPlayed?.(id, (played += 1), of);
  return {
    trials: await runTrials(TRIALS, {
      ...common,
      family,
      onOutcome: ({ trial }) => count(trial.id),
    }),
    scenarios: await runAll(LEFT_OVER, {
      ...common,
      families: [family],
      onOutcome: ({ scenario }) => count(scenario.id),
    }),
  };
}
