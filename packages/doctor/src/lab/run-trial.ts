/**
 * Plays a trial, every lever on fresh stages, and judges what came of it.
 * @module
 */
import type { Family } from '../model/socket.ts';
import type { Figure, Figures, Measure } from '../model/trial.ts';
import { timesBetter } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';
import { homeChanges, homeSysctls } from './home.ts';
import type { LinkKind } from './link.ts';
import type { Checkup } from './run.ts';
import { openStageFor } from './run.ts';
import type { Stage } from './stage.ts';
import type { Effect, Lever, Trial } from './trial.ts';

/** What came of one lever, or of none. */
export interface LeverOutcome {
  /** Absent: untreated. */
  readonly lever?: Lever;
  /** In the order played. */
  readonly rounds: readonly Figures[];
  readonly figures: Readonly<Record<string, Figure>>;
  /** What the checkup of its first round found on the side the trial asks about. */
  readonly found?: readonly Finding[];
}

/** How a trial came out. */
export interface TrialOutcome {
  readonly trial: Trial;
  readonly family: Family;
  /** The untreated one first. */
  readonly levers: readonly LeverOutcome[];
  /** Absent where the stage needs no link. */
  readonly link?: LinkKind;
  /** What is wrong, for people; empty when each lever did what the trial says. */
  readonly wrong: readonly string[];
  readonly tookMs: number;
  /** Played a second time, with the machine to itself, after it came out wrong. */
  readonly second?: true;
  /** It could not be brought about. */
  readonly error?: Error;
}

/** Tells of a trial as it goes. All may be left out. */
export interface TrialWatcher {
  /** A round is about to begin on this stage. */
  readonly onStage?: (stage: Stage, lever: Lever | undefined, round: number) => void;
  /** The fault stands, or with a remedy does not. */
  readonly onStanding?: (stage: Stage, lever: Lever | undefined) => void | Promise<void>;
  readonly onFound?: (findings: readonly Finding[], lever: Lever | undefined) => void;
  /** A round has been measured; its stage is still up. */
  readonly onFigures?: (figures: Figures, lever: Lever | undefined, round: number) => void;
  /** All rounds of a lever are done. */
  readonly onLever?: (outcome: LeverOutcome) => void;
}

/** How to play it. */
export interface TrialOptions extends TrialWatcher {
  readonly checkup: Checkup;
  /** Instead of the trial's own number. */
  readonly rounds?: number;
  /** Stops before the next round. */
  readonly signal?: AbortSignal;
}

const WINDOW_MS = 3_000;

/** Plays a trial. Never rejects for what happens on stage: see `TrialOutcome.error`. */
export async function runTrial(
  trial: Trial,
  family: Family,
  options: TrialOptions,
): Promise<TrialOutcome> {
  const startedAt = performance.now();
  const outcomes: LeverOutcome[] = [];
  const home = homeSysctls();
  let link: LinkKind | undefined;
  const seen = (stage: Stage): void => void (link = stage.linkKind);
  let error: Error | undefined;
  try {
    for (const lever of [undefined, ...trial.levers]) {
      const outcome = await playLever(trial, family, lever, options, seen);
      outcomes.push(outcome);
      options.onLever?.(outcome);
    }
  } catch (cause) {
    error = cause instanceof Error ? cause : new Error(String(cause));
  }
  const judged =
    error === undefined ? complaints(trial, outcomes) : [`did not run: ${error.message}`];
  return {
    trial,
    family,
    levers: outcomes,
    wrong: [...judged, ...homeChanges(home)],
    ...(link === undefined ? {} : { link }),
    ...(error === undefined ? {} : { error }),
    tookMs: Math.round(performance.now() - startedAt),
  };
}

async function playLever(
  trial: Trial,
  family: Family,
  lever: Lever | undefined,
  options: TrialOptions,
  seen: (stage: Stage) => void,
): Promise<LeverOutcome> {
  const rounds: Figures[] = [];
  let found: readonly Finding[] | undefined;
  for (let n = 0; n < (options.rounds ?? trial.rounds ?? 1); n += 1) {
    options.signal?.throwIfAborted();
    await using stage = await openStageFor(trial, family);
    seen(stage);
    options.onStage?.(stage, lever, n);
    const round = await trial.begin(stage, lever?.id);
    await options.onStanding?.(stage, lever);
    if (n === 0 && trial.finds !== undefined) {
      found = await look(trial, stage, options.checkup);
      options.onFound?.(found, lever);
    }
    const figures = await round.figures();
    options.onFigures?.(figures, lever, n);
    rounds.push(figures);
  }
  return {
    rounds,
    figures: summary(trial.measures, rounds),
    ...(lever === undefined ? {} : { lever }),
    ...(found === undefined ? {} : { found }),
  };
}

async function look(trial: Trial, stage: Stage, checkup: Checkup): Promise<readonly Finding[]> {
  const side = trial.finds?.side ?? 'server';
  const byName = await checkup([stage.server.name, stage.client.name], trial.windowMs ?? WINDOW_MS);
  return byName.get(stage[side].name) ?? [];
}

/** Median, lowest and highest of each measure. @throws When a round left a measure out. */
function summary(measures: readonly Measure[], rounds: readonly Figures[]): Record<string, Figure> {
  return Object.fromEntries(
    measures.map(({ id }) => {
      const sorted = rounds.map((figures) => figures[id] ?? Number.NaN).toSorted((a, b) => a - b);
      if (sorted.some(Number.isNaN))
        throw new Error(`Cannot judge ${id}: a round did not measure it`);
      const [low, median, high] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
      return [id, { low: low ?? 0, median: median ?? 0, high: high ?? 0 }];
    }),
  );
}

/** What did not come out as the trial says. Pure. */
export function complaints(trial: Trial, outcomes: readonly LeverOutcome[]): string[] {
  const [untreated, ...treated] = outcomes;
  if (untreated === undefined) return ['nothing was played'];
  const missed =
    isFound(trial, untreated) === false ? [`untreated: missed ${trial.finds?.rule}`] : [];
  return [...missed, ...treated.flatMap((one) => complaint(trial, untreated, one))];
}

function complaint(trial: Trial, untreated: LeverOutcome, one: LeverOutcome): string[] {
  const { lever } = one;
  if (lever === undefined) return [];
  const wrong: string[] = [];
  const measure = trial.measures.find(({ id }) => id === lever.effect.measure) ?? trial.measures[0];
  const before = untreated.figures[measure.id]?.median ?? 0;
  const after = one.figures[measure.id]?.median ?? 0;
  if (!hasEffect(lever.effect, timesBetter(measure, before, after))) {
    wrong.push(`${lever.id}: ${measure.id} ${before} before, ${after} after`);
  }
  const wanted = lever.afterwards ?? (lever.kind === 'remedy' ? 'gone' : 'there');
  const there = isFound(trial, one);
  if (there !== undefined && wanted !== 'either' && there !== (wanted === 'there')) {
    wrong.push(`${lever.id}: ${trial.finds?.rule} is ${there ? 'still there' : 'gone'}`);
  }
  return wrong;
}

function hasEffect(effect: Effect, times: number): boolean {
  if (effect.kind === 'better') return times >= effect.times;
  if (effect.kind === 'none') return times <= effect.within;
  return times <= 1 / effect.times;
}

const isFound = ({ finds }: Trial, { found }: LeverOutcome): boolean | undefined =>
  finds === undefined || found === undefined
    ? undefined
    : found.some(({ rule }) => rule === finds.rule);
