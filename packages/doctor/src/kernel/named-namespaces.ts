/**
 * Network namespaces that somebody gave a name: bind mounts under /run.
 *
 * Source: man 8 ip-netns. A name that is left over without its mount is an ordinary file; it lives on
 * another device than namespaces do.
 * @module
 */
import { SysError } from '../errors.ts';
import type { Kernel } from './kernel.ts';

/** A name and what it leads to. */
export interface NamedNamespace {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  /** Docker's names are keys, not words. */
  readonly givenBy: 'ip' | 'docker';
}

const PLACES = [
  { directory: '/run/netns', givenBy: 'ip' },
  { directory: '/var/run/netns', givenBy: 'ip' },
  { directory: '/run/docker/netns', givenBy: 'docker' },
] as const;

/** Every named namespace that can be seen; the same one may have several names. @throws {SysError} */
export function namedNamespaces(kernel: Kernel): NamedNamespace[] {
  const { device } = kernel.stat('/proc/self/ns/net');
  return PLACES.flatMap(({ directory, givenBy }) =>
    names(kernel, directory).flatMap((name) => {
      const path = `${directory}/${name}`;
      const found = statIfThere(kernel, path);
      return found?.device === device ? [{ id: found.inode, name, path, givenBy }] : [];
    }),
  );
}

/** Docker's directory is root's alone. Whoever may not list it may not enter what is in it either. */
function names(kernel: Kernel, directory: string): string[] {
  try {
    return kernel.listDir(directory).toSorted();
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

function statIfThere(kernel: Kernel, path: string) {
  try {
    return kernel.stat(path);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
