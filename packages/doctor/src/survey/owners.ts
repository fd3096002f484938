/**
 * Who holds the sockets that matter: resolved after looking, for a few, because it is the dearest
 * question there is.
 * @module
 */
import type { NamespaceSurvey, Owner, Survey } from '../model/survey.ts';
import type { Owners } from './crew.ts';
import type { TakenSurvey } from './survey.ts';

/**
 * Descriptors of processes in other namespaces that are looked at in all. A socket that moved was handed
 * over or inherited, so it has a low number; to look through every one of 300 containers took longer
 * than everything else (measured).
 */
const MOST_ELSEWHERE = 5_000;

/**
 * The survey with owners. Searches the processes of each namespace; then, once for all that nobody
 * there holds, the others: a socket stays in the namespace it was made in, also when its process does
 * not. What a process that cannot be looked into may hold is not searched for elsewhere.
 *
 * @param interest Inodes of a namespace to resolve.
 */
export async function withOwners(
  { survey, pidsOf, ownersOf }: Pick<TakenSurvey, 'survey' | 'pidsOf' | 'ownersOf'>,
  interest: (namespace: NamespaceSurvey) => ReadonlySet<number>,
): Promise<Survey> {
  const wanted = survey.namespaces.map((namespace) => ({ namespace, inodes: interest(namespace) }));
  const found: Owners[] = [];
  const lost = new Map<number, ReadonlySet<number>>();
  for (const { namespace, inodes } of wanted) {
    if (inodes.size === 0) continue;
    const near = await ownersOf(inodes, pidsOf.get(namespace.id) ?? []);
    found.push(near.owners);
    const missed = new Set([...inodes].filter((inode) => !near.owners.has(inode)));
    if (missed.size > 0 && near.deniedPids.length === 0) lost.set(namespace.id, missed);
  }
  if (lost.size > 0) {
    const inodes = new Set([...lost.values()].flatMap((some) => [...some]));
    const far = await ownersOf(inodes, elsewhere(pidsOf, [...lost.keys()]), MOST_ELSEWHERE);
    found.push(far.owners);
  }
  const owners = new Map(found.flatMap((some) => [...some]));
  const namespaces = wanted.map(({ namespace, inodes }) => ({
    ...namespace,
    owners: ownersIn(owners, inodes),
  }));
  return { ...survey, namespaces };
}

/** Processes that may hold what was lost: of a single namespace its own were asked already. */
const elsewhere = (pidsOf: TakenSurvey['pidsOf'], lostIn: readonly number[]): readonly number[] =>
  [...pidsOf].flatMap(([id, pids]) => (lostIn.length === 1 && lostIn[0] === id ? [] : pids));

const ownersIn = (owners: Owners, inodes: ReadonlySet<number>): Record<number, readonly Owner[]> =>
  Object.fromEntries(
    [...inodes].flatMap((inode) => {
      const some = owners.get(inode);
      return some === undefined ? [] : [[inode, some]];
    }),
  );
