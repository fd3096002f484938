/**
 * The network namespaces of this machine: those a process is in, and the named ones.
 *
 * Source: man 7 network_namespaces, man 8 ip-netns.
 * @module
 */
import { SysError } from '../errors.ts';
import type { Kernel, NamespaceRef } from './kernel.ts';
import { namedNamespaces } from './named-namespaces.ts';
import type { NamedNamespace } from './named-namespaces.ts';
import { missingPower } from './power.ts';
import { readCommand } from './read-owner.ts';

/** One network namespace and how to get at it. */
export interface FoundNamespace {
  /** Without a path for the namespace this process is in. */
  readonly ref: NamespaceRef;
  /** Inode. */
  readonly id: number;
  /**
   * `host`, the name under /run/netns, `command/pid` of its first process, or what Docker calls it
   * when there is no process in it.
   */
  readonly name: string;
  /** The process with the lowest pid in it; absent where there is none. */
  readonly pid?: number;
  /** Every process in it whose namespace could be read, ascending. */
  readonly pids: readonly number[];
  /** That of pid 1; where that cannot be read, the one this process is in is taken for it. */
  readonly isHost: boolean;
  /** Whether it can be looked into: the own one always can, the others with CAP_SYS_ADMIN. */
  readonly enterable: boolean;
  /** Why not: `EPERM`. */
  readonly code?: string;
}

/** What a search found and what it could not see. */
export interface NamespaceSearch {
  /** The host's first, then by lowest pid; those without a process last, by name. */
  readonly namespaces: readonly FoundNamespace[];
  /** Processes whose namespace could not be read; they may be in others (CAP_SYS_PTRACE). */
  readonly hiddenProcesses: number;
}

/**
 * Searches the processes and the named namespaces.
 * @throws {SysError} When not even the own namespace can be read: there is no /proc.
 */
export function findNamespaces(kernel: Kernel): NamespaceSearch {
  const own = namespaceId(kernel, 'self');
  const { byId, hidden } = processesByNamespace(kernel);
  if (!byId.has(own)) byId.set(own, []);
  const named = namedNamespaces(kernel);
  for (const { id } of named) if (!byId.has(id)) byId.set(id, []);
  const initial = pidOneNamespace(kernel) ?? own;
  const mayEnter = !missingPower(kernel).some(({ what }) => what === 'CAP_SYS_ADMIN');
  const namespaces = [...byId].map(([id, pids]): FoundNamespace => {
    const [pid] = pids;
    const names = named.filter((n) => n.id === id);
    const isHost = id === initial;
    const enterable = mayEnter || id === own;
    return {
      ref: { id, path: id === own ? undefined : wayIn(names, pid) },
      id,
      name: isHost ? 'host' : nameOf(kernel, names, pid),
      ...(pid === undefined ? {} : { pid }),
      pids,
      isHost,
      enterable,
      ...(enterable ? {} : { code: 'EPERM' }),
    };
  });
  return { namespaces: namespaces.toSorted(inOrder), hiddenProcesses: hidden };
}

/** Inode of the network namespace a process is in, or this thread. @throws {SysError} */
export function namespaceId(kernel: Kernel, pid: number | 'self' | 'thread-self'): number {
  const path = `/proc/${pid}/ns/net`;
  const [, inode] = /^net:\[(\d+)\]$/.exec(kernel.readLink(path)) ?? [];
  if (inode === undefined) throw new SysError('readlink', path, 'EINVAL');
  return Number(inode);
}

function processesByNamespace(kernel: Kernel): { byId: Map<number, number[]>; hidden: number } {
  const byId = new Map<number, number[]>();
  let hidden = 0;
  const pids = kernel.listDir('/proc').map(Number).filter(Number.isInteger);
  for (const pid of pids.toSorted((a, b) => a - b)) {
    try {
      const id = namespaceId(kernel, pid);
      const known = byId.get(id);
      if (known === undefined) byId.set(id, [pid]);
      else known.push(pid);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      // Anything else: it has ended since, or is a zombie, which is in no namespace.
      if (error.code === 'EACCES' || error.code === 'EPERM') hidden += 1;
    }
  }
  return { byId, hidden };
}

function pidOneNamespace(kernel: Kernel): number | undefined {
  try {
    return namespaceId(kernel, 1);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

/** A name stays while a process may end. */
const wayIn = (names: readonly NamedNamespace[], pid: number | undefined): string =>
  names[0]?.path ?? `/proc/${pid}/ns/net`;

function nameOf(kernel: Kernel, names: readonly NamedNamespace[], pid: number | undefined): string {
  const given = names.find((n) => n.givenBy === 'ip')?.name;
  if (given !== undefined) return given;
  if (pid === undefined) return names[0]?.name ?? 'unnamed';
  return `${readCommand(kernel, pid)?.trimEnd() ?? 'pid'}/${pid}`;
}

function inOrder(a: FoundNamespace, b: FoundNamespace): number {
  if (a.isHost !== b.isHost) return a.isHost ? -1 : 1;
  const byPid = (a.pid ?? Infinity) - (b.pid ?? Infinity);
  return Number.isNaN(byPid) || byPid === 0 ? a.name.localeCompare(b.name) : byPid;
}
