/**
 * A trial as a story: what will happen, the crowd, what the client sees, the diagnosis, the remedy,
 * the folklore.
 * @module
 */
import type { Checkup } from '../../model/checkup.ts';
import type { Family } from '../../model/socket.ts';
import type { Style } from '../../report/style.ts';
import { hang } from '../../report/wrap.ts';
import { byName, examine } from '../doctor-checkup.ts';
import type { LeverOutcome, TrialOutcome } from '../run-trial.ts';
import { runTrial } from '../run-trial.ts';
import type { Stage } from '../stage.ts';
import type { Lever, Trial } from '../trial.ts';
import { diagnosis } from './diagnosis.ts';
import { effectLines, figureLines } from './lever-lines.ts';
import type { Live } from './live-line.ts';
import { liveLine } from './live-line.ts';
import { openingLines } from './opening.ts';
import { LIVE, OUTCOME, STORY } from './words.ts';

/** Where a story is told. */
export interface Teller {
  readonly say: (line: string) => void;
  /** Absent where nobody watches: a pipe. */
  readonly live?: Live;
  readonly style: Style;
  readonly signal: AbortSignal;
  /** Called while the untreated crowd stands; the story goes on when it resolves. */
  readonly onStanding?: (stage: Stage) => Promise<void>;
}

/** Plays a trial and tells it. */
export async function tellTrial(
  trial: Trial,
  family: Family,
  teller: Teller,
): Promise<TrialOutcome> {
  const { say, style, signal } = teller;
  using live = liveLine(teller.live, style.lang);
  let seen: Checkup | undefined;
  let untreated: LeverOutcome | undefined;
  let chapter = 0;
  const outcome = await runTrial(trial, family, {
    signal,
    checkup: async (names, windowMs) => byName((seen = await examine(names, windowMs))),
    onStage(stage, lever, round) {
      const opening = chapter === 0 ? openingLines(trial, family, stage, style) : [];
      for (const line of opening) say(line);
      if (round === 0) {
        for (const line of heading((chapter += 1), lever, style)) say(line);
      }
      live.watch(stage, LIVE.round(round + 1, trial.rounds ?? 1));
    },
    async onStanding(stage, lever) {
      if (lever === undefined && teller.onStanding !== undefined) {
        live.rest();
        await teller.onStanding(stage);
      }
    },
    onLever(one) {
      live.rest();
      const lines =
        untreated === undefined
          ? [
              ...figureLines(trial, one, style),
              '',
              ...(trial.finds === undefined ? [] : diagnosis(seen, style)),
            ]
          : [...effectLines(trial, untreated, one, style), ...afterwards(trial, one, style)];
      for (const line of lines) say(line);
      say('');
      untreated ??= one;
      seen = undefined;
    },
  });
  if (outcome.error === undefined) for (const line of ending(outcome, style)) say(line);
  return outcome;
}

function heading(chapter: number, lever: Lever | undefined, style: Style): string[] {
  const { lang, cells, paint } = style;
  const title =
    lever === undefined ? STORY.untreated[lang] : `${STORY[lever.kind][lang]}: ${lever.what[lang]}`;
  return hang(`${chapter}  `, title, cells).map((line) => paint('title', line));
}

function afterwards(trial: Trial, { found }: LeverOutcome, { lang }: Style): string[] {
  const rule = trial.finds?.rule;
  if (rule === undefined || found === undefined) return [];
  const there = found.some((finding) => finding.rule === rule);
  return [`   ${(there ? STORY.there(rule) : STORY.gone(rule))[lang]}`];
}

function ending({ wrong }: TrialOutcome, { lang, cells }: Style): string[] {
  return wrong.length === 0
    ? [OUTCOME.asSaid[lang]]
    : [OUTCOME.otherwise[lang], ...wrong.flatMap((line) => hang('  ', line, cells))];
}
