/**
 * What a rule on single sockets needs before it may speak at all.
 * @module
 */
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Verdict } from '../model/verdict.ts';
import { ENOUGH_LOOKS, lacks, needsLooks } from './looks.ts';

/**
 * Why nothing can be said about single sockets here: no sockets, no `tcp_info`, another source missing,
 * or too few looks. `undefined`: the rule may judge.
 *
 * @param sources Further sources the rule cannot do without.
 */
export function socketGate(
  namespace: NamespaceSurvey,
  ...sources: readonly string[]
): Verdict | undefined {
  const gone = lacks(namespace, 'sockets', 'tcp_info', ...sources);
  if (gone !== undefined) return gone;
  return namespace.looks.length < ENOUGH_LOOKS ? needsLooks(ENOUGH_LOOKS) : undefined;
}
