/**
 * Proposals put together into the plan of a namespace, and namespaces into a plan.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import type { Change, LeftOut, NamespacePlan, Plan } from '../plan.ts';
import { judge } from './judge.ts';
import { merged } from './merge.ts';
import type { Proposal } from './proposal.ts';

/** What is asked for and what is not, each with the namespace in which it would be set. */
export interface Asked {
  readonly proposals: readonly { readonly in: NamespaceSurvey; readonly proposal: Proposal }[];
  readonly leftOut: readonly { readonly in: NamespaceSurvey; readonly leftOut: LeftOut }[];
}

/** Settles what is asked of one namespace: one change per key, nothing that is so already. */
export function spaceOf(
  namespace: NamespaceSurvey,
  kernel: string | undefined,
  asked: Asked,
): NamespacePlan {
  const wishes = merged(asked.proposals.map(({ proposal }) => proposal));
  const judged = wishes.proposals.map((proposal) => judge(proposal, namespace, kernel));
  const changes = judged.flatMap((one) => (one.kind === 'change' ? [one.change] : []));
  const leftOut = [
    ...judged.flatMap((one) => (one.kind === 'left out' ? [one.leftOut] : [])),
    ...wishes.leftOut,
    ...asked.leftOut.map((one) => one.leftOut),
  ];
  const still = stillLeftOut(leftOut, changes);
  return {
    id: namespace.id,
    name: namespace.isHost ? 'host' : namespace.name,
    changes,
    application: [],
    ...(still.length === 0 ? {} : { leftOut: still }),
  };
}

/** Each reason once, and none for a key that another wish changes after all. */
function stillLeftOut(leftOut: readonly LeftOut[], changes: readonly Change[]): LeftOut[] {
  const changed = new Set(changes.map(({ key }) => key));
  const byText = new Map(leftOut.map((one) => [`${one.key} ${one.because.en}`, one]));
  return [...byText.values()].filter(({ key }) => !changed.has(key));
}

/** The plan of a survey, without namespaces in which there is nothing to say. */
export const planOf = (
  { host, atEpochMs }: Survey,
  tool: string,
  spaces: readonly NamespacePlan[],
  profile?: string,
): Plan => ({
  schema: 'tcpdoctor.plan/1',
  tool,
  host: { name: host.name, kernel: host.kernel },
  at: new Date(atEpochMs).toISOString(),
  ...(profile === undefined ? {} : { profile }),
  namespaces: spaces.filter(
    ({ changes, application, leftOut = [] }) =>
      changes.length > 0 || application.length > 0 || leftOut.length > 0,
  ),
});

/** How many changes a plan has in all. */
export const changeCount = ({ namespaces }: Plan): number =>
  namespaces.reduce((sum, { changes }) => sum + changes.length, 0);
