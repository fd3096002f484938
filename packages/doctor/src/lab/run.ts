/**
 * Plays a scenario, has both namespaces examined, and compares with what must be found.
 * @module
 */
import type { Family } from '../model/socket.ts';
import type { Finding } from '../model/verdict.ts';
import { homeChanges, homeSysctls } from './home.ts';
import type { PerSide, Scenario } from './scenario.ts';
import type { Stage, StageOptions } from './stage.ts';
import { openStage } from './stage.ts';

/** Examines namespaces (by name, as `ip netns` knows them); answers the findings of each, ordered. */
export type Checkup = (
  names: readonly string[],
  windowMs: number,
) => Promise<ReadonlyMap<string, readonly Finding[]>>;

/** How a run came out. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly family: Family;
  readonly found: { readonly server: readonly Finding[]; readonly client: readonly Finding[] };
  /** Found exactly what must be found. */
  readonly right: boolean;
  /** The first finding expected is the first found, on every side that expects one. */
  readonly firstRight: boolean;
  /** It is among the first three. */
  readonly inFirstThree: boolean;
  /** What is wrong, for people; empty when `right`. */
  readonly wrong: readonly string[];
  /** Run a second time, with the machine to itself, after it came out wrong. */
  readonly second?: true;
  /** Playing and examining, ms. */
  readonly tookMs: number;
  /** The scenario could not be brought about, or the checkup failed; then nothing was found. */
  readonly error?: Error;
}

const SIDES = ['server', 'client'] as const;
/** @default of `Scenario.windowMs` */
const WINDOW_MS = 3_000;

/** Opens the stage a scenario or trial asks for. */
export const openStageFor = (
  { link, router, machine }: Pick<Scenario, 'link' | 'router'> & Pick<StageOptions, 'machine'>,
  family: Family,
): Promise<Stage> => {
  const wishes: StageOptions = {
    family,
    ...(link === undefined ? {} : { link }),
    ...(router === undefined ? {} : { router }),
    ...(machine === undefined ? {} : { machine }),
  };
  return openStage(wishes);
};

/** Runs one scenario. Never rejects for what happens on stage: see `Outcome.error`. */
export async function runScenario(
  scenario: Scenario,
  family: Family,
  checkup: Checkup,
): Promise<Outcome> {
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  const home = homeSysctls();
  try {
    await using stage = await openStageFor(scenario, family);
    await scenario.play(stage);
    const names = [stage.server.name, stage.client.name];
    const byName = await checkup(names, scenario.windowMs ?? WINDOW_MS);
    const found = {
      server: byName.get(stage.server.name) ?? [],
      client: byName.get(stage.client.name) ?? [],
    };
    const verdict = judge(scenario, found);
    const wrong = [...verdict.wrong, ...homeChanges(home)];
    return {
      scenario,
      family,
      found,
      ...verdict,
      wrong,
      right: wrong.length === 0,
      tookMs: took(),
    };
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const nothing = { server: [], client: [] };
    const wrong = [`did not run: ${error.message}`];
    const bad = { right: false, firstRight: false, inFirstThree: false, wrong };
    return { scenario, family, found: nothing, ...bad, tookMs: took(), error };
  }
}

/** Compares findings with what a scenario expects. Pure. */
export function judge(
  scenario: Pick<Scenario, 'expect' | 'allow'>,
  found: Outcome['found'],
): Pick<Outcome, 'right' | 'firstRight' | 'inFirstThree' | 'wrong'> {
  const judged = SIDES.filter((side) => scenario.expect[side] !== undefined);
  const wrong = judged.flatMap((side) => complaints(side, scenario, found[side]));
  const place = (side: keyof PerSide): number => {
    const first = scenario.expect[side]?.[0];
    return first === undefined ? 0 : counted(side, scenario, found[side]).indexOf(first);
  };
  const places = judged.map(place);
  return {
    wrong,
    right: wrong.length === 0,
    firstRight: places.every((at) => at === 0),
    inFirstThree: places.every((at) => at >= 0 && at < 3),
  };
}

/** Rule ids found, each once, without those that are merely allowed: an allowed one must be mild. */
function counted(
  side: keyof PerSide,
  { expect, allow }: Pick<Scenario, 'expect' | 'allow'>,
  findings: readonly Finding[],
): string[] {
  const wanted = expect[side] ?? [];
  const allowed = allow?.[side] ?? [];
  const ids = findings
    .filter(({ rule, severity }) => {
      const mild = severity === 'notice' || severity === 'harmless';
      return wanted.includes(rule) || !(mild && allowed.includes(rule));
    })
    .map((finding) => finding.rule);
  return [...new Set(ids)];
}

function complaints(
  side: keyof PerSide,
  scenario: Pick<Scenario, 'expect' | 'allow'>,
  findings: readonly Finding[],
): string[] {
  const wanted = scenario.expect[side] ?? [];
  const ids = counted(side, scenario, findings);
  const missing = wanted.filter((id) => !ids.includes(id)).map((id) => `${side}: missed ${id}`);
  const extra = ids.filter((id) => !wanted.includes(id)).map((id) => `${side}: also ${id}`);
  const misplaced = missing.length === 0 && extra.length === 0 && ids.join() !== wanted.join();
  const order = misplaced ? [`${side}: ${ids.join(', ')} instead of ${wanted.join(', ')}`] : [];
  return [...missing, ...extra, ...order];
}
