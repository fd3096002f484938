/**
 * Who holds the sockets that matter: resolved after looking, for a few, because it is the dearest
 * question there is.
 * @module
 */
import type { Kernel } from '../kernel/kernel.ts';
import { ownersOfInodes } from '../kernel/processes.ts';
import type { NamespaceSurvey, Owner, Survey } from '../model/survey.ts';
import type { TakenSurvey } from './survey.ts';

/**
 * The survey with owners.
 *
 * @param interest Inodes of a namespace to resolve.
 */
export function withOwners(
  kernel: Kernel,
  { survey, pidsOf }: TakenSurvey,
  interest: (namespace: NamespaceSurvey) => ReadonlySet<number>,
): Survey {
  const namespaces = survey.namespaces.map((namespace) => {
    const inodes = interest(namespace);
    const owners = inodes.size === 0 ? {} : ownersIn(kernel, namespace.id, pidsOf, inodes);
    return { ...namespace, owners };
  });
  return { ...survey, namespaces };
}

/**
 * Searches the processes of the namespace, then, for what nobody there holds, all others: a socket
 * stays in the namespace it was made in, also when its process does not.
 */
function ownersIn(
  kernel: Kernel,
  namespaceId: number,
  pidsOf: ReadonlyMap<number, readonly number[]>,
  inodes: ReadonlySet<number>,
): Record<number, readonly Owner[]> {
  const near = ownersOfInodes(kernel, inodes, pidsOf.get(namespaceId) ?? []);
  const owners = Object.fromEntries(near.owners);
  if (near.unresolved.length === 0) return owners;
  const others = [...pidsOf].flatMap(([id, pids]) => (id === namespaceId ? [] : pids));
  const far = ownersOfInodes(kernel, new Set(near.unresolved), others);
  return { ...owners, ...Object.fromEntries(far.owners) };
}
