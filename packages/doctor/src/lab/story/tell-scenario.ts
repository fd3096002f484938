/**
 * A scenario as a story: what happens, and the diagnosis. For those that no lever treats.
 * @module
 */
import type { Checkup } from '../../model/checkup.ts';
import type { Family } from '../../model/socket.ts';
import type { Style } from '../../report/style.ts';
import { hang } from '../../report/wrap.ts';
import { byName, examine } from '../doctor-checkup.ts';
import type { Outcome } from '../run.ts';
import { runScenario } from '../run.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { diagnosis } from './diagnosis.ts';
import { liveLine } from './live-line.ts';
import type { Teller } from './tell-trial.ts';
import { openingLines } from './opening.ts';
import { OUTCOME, STORY } from './words.ts';

/** Plays a scenario and tells it. */
export async function tellScenario(
  scenario: Scenario,
  family: Family,
  teller: Teller,
): Promise<Outcome> {
  const { say, style } = teller;
  using live = liveLine(teller.live, style.lang);
  let seen: Checkup | undefined;
  const watched: Scenario = {
    ...scenario,
    async play(stage: Stage) {
      for (const line of openingLines(scenario, family, stage, style)) say(line);
      live.watch(stage, '');
      await scenario.play(stage);
      if (teller.onStanding === undefined) return;
      live.rest();
      await teller.onStanding(stage);
    },
  };
  const outcome = await runScenario(watched, family, async (names, windowMs) =>
    byName((seen = await examine(names, windowMs))),
  );
  live.rest();
  if (outcome.error !== undefined) return outcome;
  for (const line of [...diagnosis(seen, style), '', ...ending(outcome, style)]) say(line);
  return outcome;
}

const ending = ({ wrong }: Outcome, { lang, cells }: Style): string[] =>
  wrong.length === 0
    ? hang('', STORY.onlyDiagnosed[lang], cells)
    : [OUTCOME.otherwise[lang], ...wrong.flatMap((line) => hang('  ', line, cells))];
