/**
 * Which processes hold a socket. The kernel does not say: every descriptor of every process would have
 * to be looked at, some 2 µs each. Sockets that matter, listeners above all, are opened early and have
 * low numbers, so processes are searched in rounds, lowest descriptors first.
 * @module
 */
import type { Owner } from '../model/survey.ts';
import { descriptorsOf } from './descriptors.ts';
import type { Descriptors } from './descriptors.ts';
import type { Kernel } from './kernel.ts';
import { readCommand, readOwner } from './read-owner.ts';

/**
 * Of every process this many descriptors are looked at, whatever was found before; fewer where the
 * bound would not last for all.
 */
const FIRST_ROUND = 64;
const LEAST_ROUND = 8;

/** Each round goes this many times as far as the one before. */
const GROWTH = 4;

/** Of a process with an owner's command this many are looked at: what is inherited has low numbers. */
const SIBLING_ROUND = 256;

/** No more descriptors than this are looked at in all: some 150 ms on an idle machine. */
export const MOST_DESCRIPTORS = 50_000;

/** Who holds which socket, and what the search could not see. */
export interface OwnerSearch {
  /** By inode, lowest pid first. No entry: nobody was found. */
  readonly owners: ReadonlyMap<number, readonly Owner[]>;
  /** Inodes nobody was found for. */
  readonly unresolved: readonly number[];
  /** Processes whose descriptors may not be read: CAP_SYS_PTRACE is missing. */
  readonly deniedPids: readonly number[];
  /** The search gave up at its bound: owners may be missing. */
  readonly cutShort: boolean;
}

/**
 * Searches the descriptors of `pids` for sockets.
 *
 * The search ends when every socket has an owner. A second owner, as of a listener that workers share,
 * is found among the first 64 descriptors of any process (where there are very many: the first 8), or the first 256 of one with the same
 * command as an owner; one that holds it further up is missed.
 *
 * @param inodes Of sockets; 0 is nobody's.
 * @param pids Processes to search, usually those of the sockets' namespace.
 * @param most Descriptors to look at in all.
 */
export function ownersOfInodes(
  kernel: Kernel,
  inodes: ReadonlySet<number>,
  pids: readonly number[],
  most: number = MOST_DESCRIPTORS,
): OwnerSearch {
  const wanted = new Set([...inodes].filter((inode) => inode > 0));
  const processes = wanted.size === 0 ? [] : pids.map((pid) => descriptorsOf(kernel, pid));
  const { holders, cutShort } = search(kernel, processes, wanted, most);
  return {
    owners: describe(kernel, holders),
    unresolved: [...inodes].filter((inode) => !holders.has(inode)),
    deniedPids: processes.filter(({ denied }) => denied).map(({ pid }) => pid),
    cutShort,
  };
}

/** Pids by inode. */
type Holders = Map<number, Set<number>>;

function search(
  kernel: Kernel,
  processes: readonly Descriptors[],
  wanted: ReadonlySet<number>,
  most: number,
): { holders: Holders; cutShort: boolean } {
  const holders: Holders = new Map();
  const share = Math.floor(most / Math.max(1, processes.length));
  const firstRound = Math.max(LEAST_ROUND, Math.min(FIRST_ROUND, share));
  let left = most;

  /** @returns Whether it was all done within the bound. */
  function round(some: readonly Descriptors[], upTo: number, enough?: () => boolean): boolean {
    for (const process of some) {
      if (enough?.() === true) return true;
      if (left <= 0) return false;
      left -= process.advance(upTo, left, (inode) => {
        if (!wanted.has(inode)) return;
        const pids = holders.get(inode) ?? new Set();
        holders.set(inode, pids.add(process.pid));
      });
    }
    return true;
  }

  const all = () => holders.size === wanted.size;
  let inBounds = round(processes, firstRound);
  for (let upTo = firstRound * GROWTH; inBounds && !all(); upTo *= GROWTH) {
    const open = processes.filter(({ finished }) => !finished);
    if (open.length === 0) break;
    inBounds = round(open, upTo, all);
  }
  inBounds = round(siblings(kernel, processes, holders), SIBLING_ROUND) && inBounds;
  return { holders, cutShort: !inBounds };
}

/** Processes not looked through yet that run the same command as an owner. */
function siblings(
  kernel: Kernel,
  processes: readonly Descriptors[],
  holders: Holders,
): Descriptors[] {
  const open = processes.filter(({ finished }) => !finished);
  if (open.length === 0) return [];
  const pids = new Set([...holders.values()].flatMap((some) => [...some]));
  const commands = new Set([...pids].map((pid) => readCommand(kernel, pid)));
  return open.filter(({ pid }) => commands.has(readCommand(kernel, pid)));
}

function describe(kernel: Kernel, holders: Holders): Map<number, readonly Owner[]> {
  const known = new Map<number, Owner | undefined>();
  const ownerOf = (pid: number): Owner | undefined => {
    if (!known.has(pid)) known.set(pid, readOwner(kernel, pid));
    return known.get(pid);
  };
  const entries = [...holders].map(([inode, pids]): [number, Owner[]] => [
    inode,
    [...pids]
      .toSorted((a, b) => a - b)
      .map(ownerOf)
      .filter((owner) => owner !== undefined),
  ]);
  return new Map(entries.filter(([, owners]) => owners.length > 0));
}
