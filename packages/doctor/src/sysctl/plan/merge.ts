/**
 * Several wishes for one setting of one namespace become one that serves all of them.
 * @module
 */
import { sameValue } from '../apply/same-value.ts';
import { settingOf } from '../catalogue/catalogue.ts';
import type { LeftOut } from '../plan.ts';
import type { Setting } from '../setting.ts';
import { atLeast, isChoice } from './at-least.ts';
import { leave } from './judge.ts';
import type { Proposal } from './proposal.ts';
import { alsoFor, LEFT } from './words.ts';

/** One proposal per key, in the order in which keys were first asked for, and what contradicted it. */
export function merged(proposals: readonly Proposal[]): {
  readonly proposals: readonly Proposal[];
  readonly leftOut: readonly LeftOut[];
} {
  const byKey = new Map<string, Proposal>();
  const leftOut: LeftOut[] = [];
  for (const proposal of proposals) {
    const before = byKey.get(proposal.key);
    const both = before === undefined ? proposal : joined(before, proposal);
    if (both === undefined) {
      leftOut.push(leave(proposal, LEFT.contradicts(before?.value ?? '')).leftOut);
    } else byKey.set(proposal.key, both);
  }
  return { proposals: [...byKey.values()], leftOut };
}

function joined(one: Proposal, other: Proposal): Proposal | undefined {
  const setting = settingOf(one.key);
  if (setting === undefined) return one;
  const value = valueForBoth(setting, one.value, other.value);
  if (value === undefined) return undefined;
  return {
    ...one,
    value,
    why: alsoFor(one.why, other.why),
    arithmetic: sameValue(setting.shape, value, one.value)
      ? one.arithmetic
      : sameValue(setting.shape, value, other.value)
        ? other.arithmetic
        : alsoFor(one.arithmetic, other.arithmetic),
    risk: alsoFor(one.risk, other.risk),
  };
}

function valueForBoth(setting: Setting, one: string, other: string): string | undefined {
  if (sameValue(setting.shape, one, other)) return one;
  return isChoice(setting) ? undefined : atLeast(setting, one, other);
}
