/**
 * The list of what the lab can play, by group.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Style } from '../../report/style.ts';
import { padCells } from '../../report/width.ts';
import { hang } from '../../report/wrap.ts';
import { RULES } from '../../rules/catalog.ts';
import { groupOf } from './groups.ts';
import type { Play } from './play-list.ts';
import { PLAYS, isLookAlike } from './play-list.ts';
import { TITLES } from './titles/titles.ts';
import { LIST } from './words.ts';

const RULE_IDS = RULES.map(({ id }) => id);
/** Room for a name. */
const NAME_CELLS = Math.max(...PLAYS.map(({ id }) => id.length)) + 3;

/** One line for each play. */
export function* listLines(style: Style): Generator<string> {
  const { lang, cells, paint } = style;
  yield* hang('', LIST.intro[lang], cells);
  for (const [title, plays] of groups(lang)) {
    yield '';
    yield paint('title', title);
    for (const play of plays) yield line(play, style);
  }
}

function groups(lang: Lang): Map<string, Play[]> {
  const inOrder = PLAYS.toSorted((a, b) => RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule));
  const faults = Map.groupBy(
    inOrder.filter((play) => !isLookAlike(play)),
    (play) => groupOf(play.rule, RULE_IDS)?.[lang] ?? '',
  );
  return faults.set(LIST.lookAlikes[lang], inOrder.filter(isLookAlike));
}

const line = (play: Play, { lang, paint }: Style): string => {
  const name = `  ${play.id}`;
  const told = `${padCells(name, NAME_CELLS)} ${TITLES[play.id]?.[lang] ?? ''}`;
  return told.replace(name, () => paint('command', name));
};
