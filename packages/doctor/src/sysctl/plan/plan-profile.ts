/**
 * A template for a kind of load, fitted to this kernel, its memory, its modules and what is set now.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import { kernelVersion } from '../kernel-version.ts';
import type { LeftOut, Plan } from '../plan.ts';
import { leave, valueIn } from './judge.ts';
import { planOf, spaceOf } from './plan-of.ts';
import { DELAY_LINES } from './profile/delay-lines.ts';
import type { Profile, ProfileHost } from './profile/line.ts';
import { LISTEN_LINES } from './profile/listen-lines.ts';
import { PATH_LINES } from './profile/path-lines.ts';
import { PEER_LINES } from './profile/peer-lines.ts';
import { PORT_LINES } from './profile/ports-lines.ts';
import type { Proposal } from './proposal.ts';

/** Every line, in the order of the plan. */
export const LINES = [
  ...LISTEN_LINES,
  ...PORT_LINES,
  ...PEER_LINES,
  ...PATH_LINES,
  ...DELAY_LINES,
] as const;

/** Plans a profile for every namespace of a survey. Pure. */
export function planProfile(survey: Survey, profile: Profile, tool: string): Plan {
  const kernel = kernelVersion(survey.host.kernel);
  const spaces = survey.namespaces.map((namespace) => {
    const { proposals, leftOut } = linesFor(hostOf(survey, namespace), profile);
    return spaceOf(namespace, kernel, {
      proposals: proposals.map((proposal) => ({ in: namespace, proposal })),
      leftOut: leftOut.map((one) => ({ in: namespace, leftOut: one })),
    });
  });
  return planOf(survey, tool, spaces, profile);
}

function hostOf({ host }: Survey, namespace: NamespaceSurvey): ProfileHost {
  return {
    memoryBytes: host.memoryBytes,
    value: (key) => valueIn(namespace, key),
    listening: (namespace.looks.at(-1)?.listeners ?? []).map(({ local }) => local.port),
  };
}

function linesFor(
  host: ProfileHost,
  profile: Profile,
): { readonly proposals: readonly Proposal[]; readonly leftOut: readonly LeftOut[] } {
  const proposals: Proposal[] = [];
  const leftOut: LeftOut[] = [];
  for (const { key, answer } of LINES) {
    const said = answer(host, profile);
    if ('leave' in said) leftOut.push(leave({ key }, said.leave).leftOut);
    else proposals.push({ key, ...said });
  }
  return { proposals, leftOut };
}
