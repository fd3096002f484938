/**
 * What became of a finding between two surveys: better, the same, worse, or nobody can tell.
 * @module
 */
import type { NamespaceCheckup } from '../../model/checkup.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import type { Effect } from '../setting.ts';
import type { Row, Seen } from './evidence.ts';
import { compareMain, rowsOf, verdictOn, worst } from './evidence.ts';
import type { Trend } from './noise.ts';
import { ENOUGH_SEGMENTS, growth, segments } from './window.ts';

/** What became of it. */
export type Outcome = 'better' | 'same' | 'worse' | 'cannot tell';

/** Why it cannot be told. */
export type Doubt =
  /** No finding asked for the change: it is from a profile. */
  | { readonly kind: 'no finding' }
  /** The namespace was not in one of the surveys, or the rule is not known. */
  | { readonly kind: 'not asked' }
  /** The rule could not tell either. */
  | { readonly kind: 'unknown'; readonly when: 'before' | 'after'; readonly because: Text }
  /** There was no such finding any more when the change was made, and there is none now. */
  | { readonly kind: 'not there' }
  /** So few events that their absence may be chance. */
  | { readonly kind: 'few events' }
  /** So much less traffic on the side without the finding that this alone may be why. */
  | { readonly kind: 'little traffic'; readonly before: number; readonly after: number }
  /** The finding rests on something else now. */
  | { readonly kind: 'not comparable' }
  /** The change counts for something that was not there to be seen. */
  | { readonly kind: 'not yet'; readonly effect: Effect; readonly newShare?: number };

/** A judgement and the numbers it rests on. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Only with `cannot tell`. */
  readonly doubt?: Doubt;
  /** The finding is there no more. */
  readonly gone?: true;
  readonly rows: readonly Row[];
}

/** Traffic that fell below this share of what it was explains fewer events by itself. */
const LIKE_TRAFFIC = 0.5;

const doubtful = (doubt: Doubt, rows: readonly Row[] = []): Judgement => ({
  outcome: 'cannot tell',
  doubt,
  rows,
});

/** Judges a rule in one namespace. Swapping the two surveys swaps better and worse. */
export function judgeRule(
  rule: string,
  before: NamespaceCheckup | undefined,
  after: NamespaceCheckup | undefined,
): Judgement {
  if (before === undefined || after === undefined) return doubtful({ kind: 'not asked' });
  const [was, is] = [verdictOn(before, rule)?.verdict, verdictOn(after, rule)?.verdict];
  if (was === undefined || is === undefined) return doubtful({ kind: 'not asked' });
  const [seenBefore, seenAfter] = [seen(before, was), seen(after, is)];
  const rows = rowsOf(seenBefore, seenAfter);
  if (was.kind === 'unknown') return unknown('before', was.because, rows);
  if (is.kind === 'unknown') return unknown('after', is.because, rows);
  if (was.kind === 'healthy' && is.kind === 'healthy') return doubtful({ kind: 'not there' });
  return judgeSeen(seenBefore, seenAfter, rows);
}

const unknown = (when: 'before' | 'after', because: Text, rows: readonly Row[]): Judgement =>
  doubtful({ kind: 'unknown', when, because }, rows);

function seen({ namespace }: NamespaceCheckup, verdict: Verdict): Seen {
  const finding: Finding | undefined =
    verdict.kind === 'finding' ? worst(verdict.findings) : undefined;
  return { namespace, ...(finding === undefined ? {} : { finding }) };
}

/** At least one of them has the finding. */
function judgeSeen(before: Seen, after: Seen, rows: readonly Row[]): Judgement {
  const trend = trendOf(before, after);
  if (typeof trend !== 'string') return doubtful(trend, rows);
  const doubt = trafficDoubt(before, after, trend);
  if (doubt !== undefined) return doubtful(doubt, rows);
  const outcome = ({ less: 'better', more: 'worse', same: 'same' } as const)[trend];
  return { outcome, rows, ...(after.finding === undefined ? { gone: true } : {}) };
}

function trendOf(before: Seen, after: Seen): Trend | Doubt {
  if (before.finding !== undefined && after.finding !== undefined) {
    return compareMain(before, after) ?? { kind: 'not comparable' };
  }
  const trend: Trend = before.finding === undefined ? 'more' : 'less';
  return isChance(before, after, trend) ? { kind: 'few events' } : trend;
}

/** A finding that rests on a counter comes and goes with single events; other rules have a threshold. */
function isChance(before: Seen, after: Seen, trend: Trend): boolean {
  const source = (before.finding ?? after.finding)?.evidence[0].source ?? '';
  const counts = [before, after].every(({ namespace }) => growth(namespace, source) !== undefined);
  return counts && compareMain(before, after) !== trend;
}

/** The side with less of the finding must have had the traffic to have it. */
function trafficDoubt(before: Seen, after: Seen, trend: Trend): Doubt | undefined {
  const was = segments(before.namespace) ?? 0;
  const is = segments(after.namespace) ?? 0;
  const doubt: Doubt = { kind: 'little traffic', before: was, after: is };
  if (trend === 'same') return Math.min(was, is) < ENOUGH_SEGMENTS ? doubt : undefined;
  const [quiet, loud] = trend === 'less' ? [is, was] : [was, is];
  return quiet < Math.max(ENOUGH_SEGMENTS, LIKE_TRAFFIC * loud) ? doubt : undefined;
}
