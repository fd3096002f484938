/**
 * /proc/PID/cgroup: which service or container a process belongs to.
 *
 * Source: man 7 cgroups. A line is `hierarchy:controllers:path`; version 2 is hierarchy 0. A container
 * has 64 hexadecimal digits in its path, however docker, containerd, CRI-O or podman dress them.
 * @module
 */
import { DecodeError } from '../../errors.ts';
import type { Owner } from '../../model/survey.ts';
import type { Kernel } from '../kernel.ts';

/** Where a process belongs; each part absent where the path does not say. */
export type Belonging = Pick<Owner, 'cgroup' | 'unit' | 'container'>;

const UNIT = /\.(?:service|socket|scope|mount|swap)$/;
const CONTAINER = /(?:^|[-:])([0-9a-f]{64})(?:\.scope)?$/;

/** @throws {SysError} */
export const readBelonging = (kernel: Kernel, pid: number): Belonging =>
  parseCgroup(kernel.readText(`/proc/${pid}/cgroup`));

/**
 * Unit and container come from the first line that names one: version 2, then systemd's own
 * hierarchy, then the others. A container's own scope is not called a unit.
 * @throws {DecodeError} When a line has no three parts. The offset is the line.
 */
export function parseCgroup(text: string): Belonging {
  const paths = pathsOf(text);
  const [cgroup] = paths;
  const container = firstOf(paths, containerIn);
  const unit = firstOf(paths, unitIn);
  return {
    ...(cgroup === undefined ? {} : { cgroup }),
    ...(unit === undefined ? {} : { unit }),
    ...(container === undefined ? {} : { container }),
  };
}

const rankOf = (id: string, controllers: string): number => {
  if (id === '0') return 0;
  return controllers === 'name=systemd' ? 1 : 2;
};

function pathsOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, n) => {
      if (line === '') return [];
      const [whole, id = '', controllers = '', path = ''] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
      if (whole === undefined) throw new DecodeError('cgroup', n);
      return [{ path, rank: rankOf(id, controllers) }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ path }) => path);
}

const firstOf = (paths: readonly string[], find: (path: string) => string | undefined) =>
  paths.map(find).find((found) => found !== undefined);

const unitIn = (path: string): string | undefined =>
  path.split('/').findLast((part) => UNIT.test(part) && !CONTAINER.test(part));

const containerIn = (path: string): string | undefined =>
  path
    .split('/')
    .filter((part) => !part.includes('conmon')) // podman's and CRI-O's watcher, outside the container
    .map((part) => CONTAINER.exec(part)?.[1]?.slice(0, 12))
    .findLast((id) => id !== undefined);
