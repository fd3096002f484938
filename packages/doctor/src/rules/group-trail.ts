/**
 * Groups of sockets that stayed in their condition through all looks.
 * @module
 */
import type { Group, GroupKind } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { MOST_FINDINGS } from './flow.ts';
import { heldInGroups, last, sameGroup } from './looks.ts';
import type { Trail } from './looks.ts';

/** A group in the last look, with those of its examples that were there all the time. */
export interface GroupTrail {
  readonly group: Group;
  /** Its count in each look, oldest first. */
  readonly counts: readonly number[];
  readonly trails: readonly [Trail, ...Trail[]];
}

/** Groups with at least one socket that was in them in every look and passes, most sockets first. */
export function standingGroups(
  namespace: NamespaceSurvey,
  kind: GroupKind,
  passes: (trail: Trail) => boolean,
): GroupTrail[] {
  const trails = heldInGroups(namespace, kind).filter(passes);
  const byCookie = new Map(trails.map((trail) => [trail[0].cookie, trail]));
  return last(namespace)
    .groups[kind].flatMap((group) => {
      const [head, ...rest] = group.examples
        .map((socket) => byCookie.get(socket.cookie))
        .filter((trail) => trail !== undefined);
      return head === undefined ? [] : [standingGroup(namespace, kind, group, [head, ...rest])];
    })
    .toSorted((a, b) => b.group.count - a.group.count)
    .slice(0, MOST_FINDINGS);
}

const standingGroup = (
  namespace: NamespaceSurvey,
  kind: GroupKind,
  group: Group,
  trails: GroupTrail['trails'],
): GroupTrail => ({
  group,
  counts: namespace.looks.map((look) => sameGroup(look.groups[kind], group)?.count ?? 0),
  trails,
});
