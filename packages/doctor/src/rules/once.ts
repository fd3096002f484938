/**
 * What several rules ask of the same looks is worked out once: each rule is asked twice, before the owners of
 * sockets are known and after, and there may be hundreds of namespaces.
 * @module
 */
import type { NamespaceSurvey } from '../model/survey.ts';

/**
 * The same function, which remembers its answers for as long as the looks are there.
 *
 * @param workOut Must depend on nothing of the namespace but its looks.
 */
export function once<T>(
  workOut: (namespace: NamespaceSurvey) => T,
): (namespace: NamespaceSurvey) => T {
  const answers = new WeakMap<NamespaceSurvey['looks'], { readonly answer: T }>();
  return (namespace) => {
    const known = answers.get(namespace.looks) ?? { answer: workOut(namespace) };
    answers.set(namespace.looks, known);
    return known.answer;
  };
}
