/**
 * Plays of the lab as JSON, schema `tcpdoctor.lab/1`, told in `docs/json.md`. Its fields are API.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import { timesBetter } from '../../model/trial.ts';
import type { LeverOutcome, TrialOutcome } from '../run-trial.ts';
import type { Outcome } from '../run.ts';
import { measureOf } from './lever-lines.ts';
import type { FullRun } from './table-lines.ts';

/** Name and version of the format. */
const LAB_SCHEMA = 'tcpdoctor.lab/1';

/** A run as a plain value. @param machine As a person describes it. */
export const labJson = (run: FullRun, tool: string, machine: string, lang: Lang) => ({
  schema: LAB_SCHEMA,
  tool,
  machine,
  lang,
  trials: run.trials.map((outcome) => jsonTrial(outcome, lang)),
  scenarios: run.scenarios.map((outcome) => jsonScenario(outcome, lang)),
  leftOut: (run.leftOut ?? []).map(({ id, missing }) => ({
    id,
    missing: missing.map((text) => text[lang]),
  })),
});

const jsonTrial = ({ trial, family, levers, link, wrong, tookMs }: TrialOutcome, lang: Lang) => ({
  id: trial.id,
  rule: trial.rule,
  family,
  ...(link === undefined ? {} : { link }),
  story: trial.story[lang],
  measures: trial.measures.map(({ id, name, unit, better }) => ({
    id,
    name: name[lang],
    unit,
    better,
  })),
  untreated: jsonFigures(levers[0]),
  levers: levers.slice(1).map((one) => jsonLever(trial, levers[0], one, lang)),
  right: wrong.length === 0,
  wrong,
  tookMs,
});

function jsonLever(
  trial: TrialOutcome['trial'],
  untreated: LeverOutcome | undefined,
  one: LeverOutcome,
  lang: Lang,
) {
  const measure = measureOf(trial, one);
  const [before, after] = [untreated, one].map((each) => each?.figures[measure.id]?.median ?? 0);
  const times = timesBetter(measure, before ?? 0, after ?? 0);
  return {
    id: one.lever?.id,
    kind: one.lever?.kind,
    at: one.lever?.at,
    what: one.lever?.what[lang],
    measure: measure.id,
    ...(Number.isFinite(times) ? { timesBetter: times } : {}),
    ...jsonFigures(one),
  };
}

const jsonFigures = (one: LeverOutcome | undefined) => ({
  rounds: one?.rounds.length ?? 0,
  figures: one?.figures ?? {},
  ...(one?.found === undefined ? {} : { found: one.found.map(({ rule }) => rule) }),
});

const jsonScenario = ({ scenario, family, found, right, wrong, tookMs }: Outcome, lang: Lang) => ({
  id: scenario.id,
  rule: scenario.rule,
  kind: scenario.kind,
  family,
  story: scenario.story[lang],
  found: {
    server: found.server.map(({ rule }) => rule),
    client: found.client.map(({ rule }) => rule),
  },
  right,
  wrong,
  tookMs,
});
