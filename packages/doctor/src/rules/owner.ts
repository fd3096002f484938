/**
 * Who holds the sockets of a finding, as rules name them.
 * @module
 */
import type { NamespaceSurvey, Owner } from '../model/survey.ts';

/** Every process that holds one of these sockets, each once, lowest pid first. */
export function ownersOf(namespace: NamespaceSurvey, inodes: readonly number[]): Owner[] {
  const byPid = new Map<number, Owner>();
  for (const inode of inodes) {
    for (const owner of namespace.owners[inode] ?? []) byPid.set(owner.pid, owner);
  }
  return [...byPid.values()].toSorted((a, b) => a.pid - b.pid);
}
