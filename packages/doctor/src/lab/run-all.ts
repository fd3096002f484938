/**
 * Runs many scenarios, a few at a time.
 * @module
 */
import type { Family } from '../model/socket.ts';
import { runJobs } from './run-jobs.ts';
import type { Checkup, Outcome } from './run.ts';
import { runScenario } from './run.ts';
import type { Scenario } from './scenario.ts';

/** How to run them. */
export interface RunAllOptions {
  readonly checkup: Checkup;
  /** Scenarios at once, without those that need the CPU to themselves. @default 3 */
  readonly concurrency?: number;
  /** Scenarios at once of those that need the CPU to themselves; they come at the end. @default 1 */
  readonly needyAtOnce?: number;
  /** Only these families. @default both */
  readonly families?: readonly Family[];
  /** Called as each comes out. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Begins nothing new once it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs each scenario in each of its families. Outcomes come in the order of the scenarios.
 *
 * What came out wrong is run once more with the machine to itself; that outcome counts, and says that
 * it is the second.
 */
export async function runAll(
  scenarios: readonly Scenario[],
  options: RunAllOptions,
): Promise<Outcome[]> {
  const { checkup, concurrency = 3, needyAtOnce = 1, families, onOutcome, signal } = options;
  const jobs = scenarios.flatMap((scenario) =>
    scenario.families
      .filter((family) => families?.includes(family) ?? true)
      .map((family) => ({ scenario, family })),
  );
  return runJobs(jobs, {
    concurrency,
    needyAtOnce,
    alone: ({ scenario }) => scenario.alone ?? false,
    async play({ scenario, family }) {
      const outcome = await runScenario(scenario, family, checkup);
      onOutcome?.(outcome);
      return outcome;
    },
    isRight: ({ right }) => right,
    asSecond: (outcome) => ({ ...outcome, second: true }),
    ...(signal === undefined ? {} : { signal }),
  });
}
