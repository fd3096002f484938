/**
 * Finding the way into the namespace that a plan or a journal means. A name, and a pid, may lead to
 * another one by now, and an inode may be given again: whoever goes in compares the cookie too.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Kernel, NamespaceRef } from '../../kernel/kernel.ts';
import { findNamespaces, namespaceId } from '../../kernel/namespaces.ts';
import type { FoundNamespace } from '../../kernel/namespaces.ts';
import type { PlaceName } from './entry.ts';

/** Finds the way into a namespace; absent when it is not there. */
export type FindPlace = (place: PlaceName) => NamespaceRef | undefined;

/** Looks namespaces up, as they were at one moment. */
export interface Places {
  /** For what is to be written: name and inode must both lead there. */
  readonly meant: FindPlace;
  /**
   * For what is to be put back. A process that gave the name may have ended, a name may have been taken
   * away while processes are still in there: with a cookie, and where a process gave the name, the
   * inode counts.
   */
  readonly again: FindPlace;
  /** As `again`, after a restart of the host: only its own namespace is still there. */
  readonly afterRestart: FindPlace;
}

/** Looks at this machine once. @throws {SysError} Without /proc. */
export function findPlaces(kernel: Kernel): Places {
  const { namespaces } = findNamespaces(kernel);
  const byId = (id: number): FoundNamespace | undefined => namespaces.find((n) => n.id === id);
  const again = ({ id, name, cookie }: PlaceName): NamespaceRef | undefined => {
    const found = byId(id);
    if (found === undefined) return undefined;
    const byInode = cookie !== undefined || pidIn(name) !== undefined;
    return byInode || found.name === name ? found.ref : undefined;
  };
  return {
    meant(place) {
      const pid = pidIn(place.name);
      if (pid !== undefined) return idOfPid(kernel, pid) === place.id ? again(place) : undefined;
      return byId(place.id)?.name === place.name ? again(place) : undefined;
    },
    again,
    afterRestart: ({ name }) =>
      name === 'host' ? namespaces.find(({ isHost }) => isHost)?.ref : undefined,
  };
}

/** Of `pid:812` and of `nginx/812`; names under /run/netns have no slash. */
function pidIn(name: string): number | undefined {
  const [, pid] = /^(?:pid:|.*\/)(\d+)$/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

function idOfPid(kernel: Kernel, pid: number): number | undefined {
  try {
    return namespaceId(kernel, pid);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
