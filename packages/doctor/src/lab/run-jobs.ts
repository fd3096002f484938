/**
 * Many plays of the lab, a few at a time. Timing is part of most failures, so what came out wrong
 * is played once more with the machine to itself.
 * @module
 */

/** How to play them. */
export interface JobOptions<Job, Outcome> {
  /** At once, without those that need the CPU to themselves. */
  readonly concurrency: number;
  /** Of those that need the CPU to themselves, at once; they come at the end. @default 1 */
  readonly needyAtOnce?: number;
  /** Needs the CPU to itself. */
  readonly alone: (job: Job) => boolean;
  readonly play: (job: Job) => Promise<Outcome>;
  readonly isRight: (outcome: Outcome) => boolean;
  /** Marks an outcome as that of the second play. */
  readonly asSecond: (outcome: Outcome) => Outcome;
  /** Nothing new is begun once it is aborted. */
  readonly signal?: AbortSignal;
}

/** Plays every job. Outcomes come in the order of the jobs; those not played because of an abort are left out. */
export async function runJobs<Job, Outcome>(
  jobs: readonly Job[],
  options: JobOptions<Job, Outcome>,
): Promise<Outcome[]> {
  const { concurrency, needyAtOnce = 1, alone, play, isRight, asSecond, signal } = options;
  const outcomes = new Map<Job, Outcome>();
  const once = async (job: Job): Promise<void> => void outcomes.set(job, await play(job));
  const again = async (job: Job): Promise<void> => {
    const first = outcomes.get(job);
    if (first !== undefined && !isRight(first)) outcomes.set(job, asSecond(await play(job)));
  };
  const together = jobs.filter((job) => !alone(job));
  await drain(together, concurrency, once, signal);
  await drain(jobs.filter(alone), needyAtOnce, once, signal);
  await drain(jobs, 1, again, signal);
  return jobs.flatMap((job) => outcomes.get(job) ?? []);
}

async function drain<T>(
  items: readonly T[],
  workers: number,
  work: (item: T) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const queue = [...items];
  const next = (): T | undefined => (signal?.aborted === true ? undefined : queue.shift());
  const worker = async (): Promise<void> => {
    for (let item = next(); item !== undefined; item = next()) await work(item);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
