/**
 * What a finding rests on, before and after: its worst instance in each survey, number by number.
 * @module
 */
import type { NamespaceCheckup, RuleVerdict } from '../../model/checkup.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import type { Evidence, Finding, Unit } from '../../model/verdict.ts';
import type { Tally, Trend } from './noise.ts';
import { compareSizes, compareTallies } from './noise.ts';
import { growth, seconds, setting } from './window.ts';

/** One number, twice. */
export interface Row {
  readonly what: Text;
  readonly unit: Unit;
  readonly source: string;
  /** Absent: nobody measured it, because the finding was not there. */
  readonly before?: number;
  readonly after?: number;
}

/** A finding in one of two surveys; `finding` is absent where the rule found nothing. */
export interface Seen {
  readonly namespace: NamespaceSurvey;
  readonly finding?: Finding;
}

/** The verdict of a rule, also when another one explains it. `undefined`: it was not asked. */
export const verdictOn = (checkup: NamespaceCheckup, rule: string): RuleVerdict | undefined =>
  checkup.verdicts.find((each) => each.rule === rule);

/** Of several findings of a rule the one with the most of its main evidence. */
export const worst = (findings: readonly [Finding, ...Finding[]]): Finding =>
  findings.reduce((most, each) => (each.evidence[0].value > most.evidence[0].value ? each : most));

/** Every number of either finding; where one is missing, a counter or a setting still tells. */
export function rowsOf(before: Seen, after: Seen): Row[] {
  const [were, are] = [before.finding?.evidence ?? [], after.finding?.evidence ?? []];
  const added = are.filter((each) => !were.some((old) => isSame(old, each)));
  return [...were, ...added].map(({ what, unit, source }) => {
    const [was, is] = [
      valueIn(before, { what, unit, source }),
      valueIn(after, { what, unit, source }),
    ];
    return {
      what,
      unit,
      source,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
  });
}

type Named = Pick<Evidence, 'what' | 'unit' | 'source'>;

/** Some sources carry a running total: `sk_drops, now 1,204`. */
const isSame = (a: Named, b: Named): boolean =>
  a.unit === b.unit &&
  a.what.en === b.what.en &&
  a.source.replaceAll(/\d/g, '') === b.source.replaceAll(/\d/g, '');

const valueIn = ({ finding, namespace }: Seen, named: Named): number | undefined =>
  finding?.evidence.find((each) => isSame(each, named))?.value ??
  growth(namespace, named.source) ??
  setting(namespace, named.source);

/** Units that come one by one. */
const COUNTABLE: ReadonlySet<Unit> = new Set<Unit>([
  'connections',
  'sockets',
  'packets',
  'segments',
  'ports',
  'descriptors',
  'entries',
  'pages',
  'events',
]);

/**
 * What became of the main evidence, which is the first: more of it is worse. `undefined`: it cannot be
 * compared, because only one side has it or it is a setting.
 */
export function compareMain(before: Seen, after: Seen): Trend | undefined {
  const [mainBefore, mainAfter] = [before.finding?.evidence[0], after.finding?.evidence[0]];
  const main = mainBefore ?? mainAfter;
  if (main === undefined || main.unit === 'setting') return undefined;
  if (mainAfter !== undefined && !isSame(main, mainAfter)) return undefined;
  const [was, is] = [valueIn(before, main), valueIn(after, main)];
  if (was === undefined || is === undefined) return undefined;
  if (main.unit === 'per second') {
    const perSecond = ({ namespace }: Seen, value: number): Tally => ({
      count: value * seconds(namespace),
      over: seconds(namespace),
    });
    return compareTallies(perSecond(before, was), perSecond(after, is));
  }
  if (!COUNTABLE.has(main.unit)) return compareSizes(was, is);
  const [overBefore, overAfter] = exposures(before, after, main);
  return compareTallies({ count: was, over: overBefore }, { count: is, over: overAfter });
}

/** Counters are held against time; what fills a limit against the limit, which a change may have moved. */
function exposures(before: Seen, after: Seen, main: Evidence): readonly [number, number] {
  if (growth(before.namespace, main.source) !== undefined) {
    return [seconds(before.namespace), seconds(after.namespace)];
  }
  const [maxBefore, maxAfter] = [limitOf(before), limitOf(after)];
  return maxBefore === undefined || maxAfter === undefined ? [1, 1] : [maxBefore, maxAfter];
}

/** The limit that the main evidence is drawn against. */
function limitOf({ finding }: Seen): number | undefined {
  const bar = finding?.bar;
  return bar !== undefined && bar.max > 0 && bar.value === finding?.evidence[0].value
    ? bar.max
    : undefined;
}
