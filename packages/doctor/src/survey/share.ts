/**
 * One thread's share of the namespaces. Threads claim them one by one at the first look, so that none
 * waits for another, and keep what they have claimed.
 * @module
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { FoundNamespace } from '../kernel/namespaces.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { looker } from './looker.ts';
import type { Looker } from './looker.ts';

/** What the threads of a survey have in common: the namespaces, and how many are claimed. Can be posted. */
export interface Work {
  readonly found: readonly FoundNamespace[];
  /** Read every sysctl in every namespace. */
  readonly everySysctl: boolean;
  /** A single counter, shared. */
  readonly claimed: Int32Array<SharedArrayBuffer>;
}

/** How far a share is after a look. */
export interface Progress {
  /** Namespaces in it. */
  readonly held: number;
  /** Those of them that can still be looked at. */
  readonly open: number;
}

/** What became of one namespace. */
export interface Looked {
  /** Its place among those found. */
  readonly place: number;
  readonly name: string;
  /** All looks; absent when it is closed. */
  readonly survey?: NamespaceSurvey;
  /** Why it is closed. */
  readonly closed?: string;
}

/** A share under observation. */
export interface Share {
  /** Looks once more: the first time at whatever nobody has claimed yet, then at the same again. */
  readonly look: () => Progress;
  readonly looked: () => Looked[];
}

/** Work that nobody has claimed anything of. */
export const work = (found: readonly FoundNamespace[], everySysctl = false): Work => ({
  found,
  everySysctl,
  claimed: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
});

/** An empty share. */
export function share(kernel: Kernel, { found, claimed, everySysctl }: Work): Share {
  const mine = new Map<number, Looker>();
  let place = 0;
  /** The next namespace that nobody has claimed. */
  const claim = (): FoundNamespace | undefined => found[(place = Atomics.add(claimed, 0, 1))];
  return {
    look() {
      for (const one of mine.values()) one.look();
      for (let next = claim(); next !== undefined; next = claim()) {
        const one = looker(kernel, next, everySysctl);
        mine.set(place, one);
        one.look();
      }
      const open = mine.values().filter((one) => one.closed() === undefined);
      return { held: mine.size, open: [...open].length };
    },
    looked: () => [...mine].map(([at, one]) => lookedOf(at, one)),
  };
}

function lookedOf(place: number, one: Looker): Looked {
  const closed = one.closed();
  const [survey] = one.survey();
  return {
    place,
    name: one.name,
    ...(survey === undefined ? {} : { survey }),
    ...(closed === undefined ? {} : { closed }),
  };
}
