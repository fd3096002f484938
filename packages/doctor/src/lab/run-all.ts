/**
 * Runs many scenarios, a few at a time, and shows how they came out.
 * @module
 */
import type { Family } from '../model/socket.ts';
import type { Checkup, Outcome } from './run.ts';
import { runScenario } from './run.ts';
import type { Scenario } from './scenario.ts';

/** How to run them. */
export interface RunAllOptions {
  readonly checkup: Checkup;
  /** Scenarios at once; those that need the CPU to themselves run one by one at the end. @default 3 */
  readonly concurrency?: number;
  /** Only these families. @default both */
  readonly families?: readonly Family[];
  /** Called as each comes out. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

interface Job {
  readonly scenario: Scenario;
  readonly family: Family;
}

/**
 * Runs each scenario in each of its families. Outcomes come in the order of the scenarios.
 *
 * What came out wrong beside others is run once more with the machine to itself, because timing is part
 * of most failures; that outcome counts, and says that it is the second.
 */
export async function runAll(
  scenarios: readonly Scenario[],
  options: RunAllOptions,
): Promise<Outcome[]> {
  const { checkup, concurrency = 3, families, onOutcome } = options;
  const jobs = scenarios.flatMap((scenario) =>
    scenario.families
      .filter((family) => families?.includes(family) ?? true)
      .map((family): Job => ({ scenario, family })),
  );
  const outcomes: Outcome[] = [];
  const one = async (job: Job): Promise<void> => {
    const outcome = await runScenario(job.scenario, job.family, checkup);
    outcomes[jobs.indexOf(job)] = outcome;
    onOutcome?.(outcome);
  };
  const again = async (job: Job): Promise<void> => {
    if (outcomes[jobs.indexOf(job)]?.right === true) return;
    await one(job);
    const second = outcomes[jobs.indexOf(job)];
    if (second !== undefined) outcomes[jobs.indexOf(job)] = { ...second, second: true };
  };
  const alone = (job: Job): boolean => job.scenario.alone ?? false;
  await drain(
    jobs.filter((job) => !alone(job)),
    concurrency,
    one,
  );
  await drain(jobs.filter(alone), 1, one);
  if (concurrency > 1) {
    await drain(
      jobs.filter((job) => !alone(job)),
      1,
      again,
    );
  }
  return outcomes;
}

async function drain<T>(
  items: readonly T[],
  workers: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
