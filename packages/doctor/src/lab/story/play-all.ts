/**
 * Everything the lab can play, once: each trial, and each fault that has none.
 * @module
 */
import type { Family } from '../../model/socket.ts';
import { doctorCheckup } from '../doctor-checkup.ts';
import { leftOut } from '../left-out.ts';
import { runAll } from '../run-all.ts';
import { runTrials } from '../run-trials.ts';
import type { Trial } from '../trial.ts';
import { TRIALS } from '../trials/catalog.ts';
import { PLAYS, isLookAlike } from './play-list.ts';
import type { FullRun, LeftOut } from './table-lines.ts';

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

/** Trials that can be played among others on this machine. */
const playable = (): readonly Trial[] => TRIALS.filter((trial) => leftOut(trial).length === 0);

const others = (): readonly LeftOut[] =>
  TRIALS.map((trial) => ({ id: trial.id, missing: leftOut(trial) })).filter(
    ({ missing }) => missing.length > 0,
  );

/** Plays all that this machine can. */
export async function playAll(options: PlayAllOptions): Promise<FullRun> {
  const { family, onPlayed } = options;
  const common = {
    checkup: doctorCheckup,
    concurrency: AT_ONCE,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  let played = 0;
  const trials = playable();
  const of = trials.length + LEFT_OVER.length;
  const count = (id: string): void => onPlayed?.(id, (played += 1), of);
  return {
    leftOut: others(),
    trials: await runTrials(trials, {
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
