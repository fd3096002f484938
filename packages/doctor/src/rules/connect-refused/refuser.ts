/**
 * Which namespace of the survey refuses.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import { refusedInAll, strayResets } from '../stray-resets.ts';

/** Its resets without a socket are as many as the refusals: namespaces are not looked at in the same instant. */
const LEAST_RATIO = 0.9;
const MOST_RATIO = 1.25;

/** Who refuses, and the resets that tell. */
export interface Refuser {
  readonly namespace: NamespaceSurvey;
  readonly resets: number;
}

/** The one namespace whose resets fit what was refused here, or in all; `undefined` where none or several do. */
export function refuserOf(survey: Survey, refused: number): Refuser | undefined {
  const inAll = refusedInAll(survey);
  const [only, another] = survey.namespaces.flatMap((namespace) => {
    const { atLeast, atMost } = strayResets(namespace);
    const fits = (count: number): boolean =>
      atLeast >= LEAST_RATIO * count && atMost <= MOST_RATIO * count;
    return fits(refused) || fits(inAll) ? [{ namespace, resets: atLeast }] : [];
  });
  return another === undefined ? only : undefined;
}
