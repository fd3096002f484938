/**
 * `tcpdoctor explain`: one rule's page, or the list of all.
 * @module
 */
import { UsageError } from '../errors.ts';
import { explainRule, listRules } from '../report/explain.ts';
import type { Rule } from '../rules/rule.ts';
import type { NoFlags } from './command.ts';
import type { Context, Status } from './context.ts';
import { nearest } from './nearest.ts';
import { styleOf } from './style.ts';
import { FLAG } from './words.ts';

/** @throws {UsageError} When there is no such rule. */
export async function runExplain(context: Context, _flags: NoFlags, id?: string): Promise<Status> {
  const rules = await context.world.rules();
  const style = styleOf(context);
  const lines = id === undefined ? listRules(rules, style) : explainRule(named(rules, id), style);
  for (const line of lines) context.world.out.write(`${line}\n`);
  return 0;
}

function named(rules: readonly Rule[], id: string): Rule {
  const rule = rules.find((known) => known.id === id);
  if (rule !== undefined) return rule;
  const ids = rules.map((known) => known.id);
  throw new UsageError(FLAG.noRule(id, nearest(id, ids) ?? ''));
}
