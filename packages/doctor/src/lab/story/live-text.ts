/**
 * Gauges as one line that is never wider than the terminal: what matters least goes first. Pure.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import { cellWidth } from '../../report/width.ts';
import { cut } from '../../report/wrap.ts';
import type { Gauge } from './gauges.ts';
import { LIVE } from './words.ts';

const SIDES = ['server', 'client'] as const;

/**
 * @param lead In front of the numbers: `2/5`; empty: nothing.
 * @param cells Width of the line at most.
 */
export function liveText(
  lead: string,
  gauges: readonly Gauge[],
  cells: number,
  lang: Lang,
): string {
  const keys = gauges.filter(({ isKey }) => isKey);
  const rest = gauges.filter(({ isKey }) => !isKey);
  const lines = [
    ...fewerAndFewer(rest).map((some) =>
      withSides(lead, inOrder(gauges, [...keys, ...some]), lang),
    ),
    withSides('', keys, lang),
    bare(keys, ' · ', lang),
    ...fewerAndFewer(keys)
      .slice(0, -1)
      .map((some) => bare(some, '·', lang)),
  ];
  return lines.find((line) => cellWidth(line) <= cells) ?? cut(lines.at(-1) ?? '', cells);
}

/** All, all but the last, ... none. */
const fewerAndFewer = (gauges: readonly Gauge[]): (readonly Gauge[])[] =>
  Array.from({ length: gauges.length + 1 }, (_, n) => gauges.slice(0, gauges.length - n));

const inOrder = (all: readonly Gauge[], some: readonly Gauge[]): readonly Gauge[] =>
  all.filter((gauge) => some.includes(gauge));

const told = ({ name, value }: Gauge, lang: Lang): string => `${name[lang]} ${value[lang]}`;

const bare = (gauges: readonly Gauge[], between: string, lang: Lang): string =>
  gauges.map((gauge) => told(gauge, lang)).join(between);

function withSides(lead: string, gauges: readonly Gauge[], lang: Lang): string {
  const halves = SIDES.map((side) => {
    const here = gauges.filter((gauge) => gauge.side === side);
    return `${LIVE[side][lang]}: ${bare(here, ' · ', lang)}`;
  });
  return `${lead === '' ? '' : `${lead}  `}${halves.join('  |  ')}`;
}
