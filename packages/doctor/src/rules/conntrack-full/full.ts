/**
 * How full the connection tracking table of a namespace is.
 * @module
 */
import type { Conntrack } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';

/** The last warning before the hard end at 100 %, where every new connection is dropped. */
export const NEAR_RATIO = 0.95;

/** What the looks say about the table, together. */
export interface TableUse {
  /** In the last look that could read it. */
  readonly now: Conntrack;
  /** At least 95 % in every look. */
  readonly near: boolean;
  /** At its limit in some look and not known to make room, or near it while packets were dropped. */
  readonly full: boolean;
  /** At its limit in some look, and every new entry so far found an unanswered one to take the place of. */
  readonly evicts: boolean;
  /** Packets dropped within the window; `undefined`: not readable, or one look only. */
  readonly drops: number | undefined;
  /** Unanswered entries evicted within the window to make room; `undefined`: not readable, or one look only. */
  readonly evicted: number | undefined;
}

/** `undefined`: connection tracking is not loaded, has no limit, or could not be read in any look. */
export function tableUse(namespace: NamespaceSurvey): TableUse | undefined {
  const tables = namespace.looks.flatMap((look) => look.conntrack ?? []);
  const [first] = tables;
  const now = tables.at(-1);
  // A limit of 0 is none: __nf_conntrack_alloc() then does not compare.
  if (first === undefined || now === undefined || now.max <= 0) return undefined;
  const drops = growth(first.drops, now.drops, tables.length);
  const evicted = growth(first.earlyDrops, now.earlyDrops, tables.length);
  const ever = tables.some((table) => table.count >= NEAR_RATIO * table.max);
  const atLimit = tables.some((table) => table.count >= table.max);
  // early_drop() in nf_conntrack_core.c: an entry that was never answered gives way to a new one.
  const evicts = atLimit && drops === 0 && (evicted ?? 0) > 0;
  return {
    now,
    near: tables.every((table) => table.count >= NEAR_RATIO * table.max),
    full: (atLimit && !evicts) || (ever && (drops ?? 0) > 0),
    evicts,
    drops,
    evicted,
  };
}

const growth = (was: bigint | undefined, is: bigint | undefined, looks: number) =>
  was === undefined || is === undefined || is < was || looks < 2 ? undefined : Number(is - was);

/** New connections of this namespace are being dropped. */
export const isConntrackFull = (namespace: NamespaceSurvey): boolean =>
  tableUse(namespace)?.full === true;
