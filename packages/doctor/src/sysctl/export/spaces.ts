/**
 * Which part of a plan a format can carry: the host's settings, or those of a network namespace that is
 * made with a container.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import { settingOf } from '../catalogue/catalogue.ts';
import type { Change, NamespacePlan, Plan } from '../plan.ts';
import { say } from './comments.ts';
import { SAY } from './words.ts';

/** Changes of the host's own namespace; empty when there is nothing for it. */
export const hostChanges = ({ namespaces }: Plan): readonly Change[] =>
  namespaces.find(({ name }) => name === 'host')?.changes ?? [];

/** What the host's settings cannot reach, as comments. */
export const unreachedLines = ({ namespaces }: Plan, lang: Lang): string[] =>
  namespaces
    .filter(({ name, changes }) => name !== 'host' && changes.length > 0)
    .flatMap(({ name, changes }) =>
      say([SAY.otherNamespace(name, changes.map(({ key }) => key).join(', '))], lang),
    );

/** A namespace as a container gets it. */
export interface ContainerSpace {
  readonly space: NamespacePlan;
  /** What its network namespace has of its own. */
  readonly own: readonly Change[];
  /** What only the machine has. */
  readonly ofHost: readonly Change[];
  /** It is the host's own plan, taken as a template for containers to come. */
  readonly isTemplate: boolean;
}

/** The namespaces of containers that are to change; where there are none, the host's as a template. */
export function containerSpaces({ namespaces }: Plan): readonly ContainerSpace[] {
  const changing = namespaces.filter(({ changes }) => changes.length > 0);
  const others = changing.filter(({ name }) => name !== 'host');
  return (others.length > 0 ? others : changing).map((space) => ({
    space,
    own: space.changes.filter(({ key }) => isOwn(key)),
    ofHost: space.changes.filter(({ key }) => !isOwn(key)),
    isTemplate: space.name === 'host',
  }));
}

const isOwn = (key: string): boolean =>
  key.startsWith('net.') && settingOf(key)?.scope === 'namespace';
