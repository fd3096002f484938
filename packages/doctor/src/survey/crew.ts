/**
 * All threads that look, as one.
 * @module
 */
import type { Kernel } from '../kernel/kernel.ts';
import { MOST_DESCRIPTORS, ownersOfInodes } from '../kernel/processes.ts';
import type { OwnerSearch } from '../kernel/processes.ts';
import type { Owner } from '../model/survey.ts';
import type { Helper, Hire } from './helper.ts';
import { share } from './share.ts';
import type { Looked, Progress, Work } from './share.ts';

/** To start a helper takes 90 ms of a processor and 22 MB (measured): hire one for this much work only. */
const NAMESPACES_EACH = 64;
const PROCESSES_EACH = 32;

/** Threads in all, also where there are more processors: a host in trouble needs them itself. */
const MOST_THREADS = 4;

/** Owners by inode. No entry: nobody was found. */
export type Owners = ReadonlyMap<number, readonly Owner[]>;

/** Looks at every namespace of a survey. */
export interface Crew extends Disposable {
  /**
   * Looks once more.
   * @returns How many namespaces can be looked at again.
   * @throws What went wrong on a thread that held a namespace.
   */
  look(): Promise<number>;
  /** What became of each namespace, in the order they were found. */
  looked(): Promise<readonly Looked[]>;
  /**
   * Searches processes for the holders of sockets, each thread a part of them.
   * @param most Descriptors to look at in all. @default 50_000
   */
  readonly ownersOf: (
    inodes: ReadonlySet<number>,
    pids: readonly number[],
    most?: number,
  ) => Promise<Pick<OwnerSearch, 'owners' | 'deniedPids'>>;
}

/** This thread, and where there is much to do those it hires. */
export function crew(kernel: Kernel, job: Work, hire?: Hire): Crew {
  const own = share(kernel, job);
  let helpers = hire === undefined ? [] : hired(job, hire, kernel.identity.cpus);
  return {
    async look() {
      const looks = helpers.map((one) => one.look());
      const answers = await Promise.allSettled([...looks, promised(own.look)]);
      const progress = answers.flatMap((a) => (a.status === 'fulfilled' ? [a.value] : []));
      if (sum(progress, 'held') < job.found.length) {
        throw answers.find((a) => a.status === 'rejected')?.reason;
      }
      // A helper that never began holds nothing and is missed by nobody.
      helpers = helpers.filter((_, n) => answers[n]?.status === 'fulfilled');
      return sum(progress, 'open');
    },
    async looked() {
      const parts = await Promise.all(helpers.map((one) => one.looked()));
      return [...own.looked(), ...parts.flat()].toSorted((a, b) => a.place - b.place);
    },
    async ownersOf(inodes, pids, most = MOST_DESCRIPTORS) {
      const hands = Math.min(helpers.length, Math.floor(pids.length / PROCESSES_EACH));
      const part = (n: number) => pids.filter((_, at) => at % (hands + 1) === n);
      const each = Math.ceil(most / (hands + 1));
      const searches = helpers
        .slice(0, hands)
        .map((one, n) => one.ownersOf(inodes, part(n + 1), each));
      const mine = promised(() => ownersOfInodes(kernel, inodes, part(0), each));
      const parts = await Promise.all([mine, ...searches]);
      return {
        owners: merged(parts.map(({ owners }) => owners)),
        deniedPids: parts.flatMap(({ deniedPids }) => deniedPids),
      };
    },
    [Symbol.dispose]() {
      for (const one of helpers) one[Symbol.dispose]();
    },
  };
}

/** As many as the work deserves, or as can be had. */
function hired(job: Work, hire: Hire, cpus: number): readonly Helper[] {
  const deserved = Math.ceil(job.found.length / NAMESPACES_EACH);
  const helpers = Math.max(0, Math.min(MOST_THREADS, cpus, deserved) - 1);
  return Array.from({ length: helpers }, () => hire(job)).filter((one) => one !== undefined);
}

const promised = async <T>(call: () => T): Promise<T> => call();

const sum = (progress: readonly Progress[], of: keyof Progress): number =>
  progress.reduce((total, one) => total + one[of], 0);

/** What each thread found, lowest pid first. */
function merged(parts: readonly Owners[]): Owners {
  const all = new Map<number, readonly Owner[]>();
  for (const [inode, owners] of parts.flatMap((part) => [...part])) {
    const known = all.get(inode) ?? [];
    all.set(
      inode,
      [...known, ...owners].toSorted((a, b) => a.pid - b.pid),
    );
  }
  return all;
}
