/**
 * Looks again and again at one namespace and remembers what it saw.
 * @module
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { FoundNamespace } from '../kernel/namespaces.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { look } from './look.ts';
import { readAddresses } from './readings.ts';

/** One namespace under observation. */
export interface Looker {
  look(): void;
  /** All looks so far, without owners; none before the first look. */
  readonly survey: () => NamespaceSurvey[];
}

/** A looker that has not looked yet. */
export function looker(kernel: Kernel, { ref, ...namespace }: FoundNamespace): Looker {
  const { id, name, pid, isHost } = namespace;
  const looks: Snapshot[] = [];
  let addresses: readonly string[] = [];
  return {
    look() {
      if (looks.length === 0) addresses = readAddresses(kernel, ref);
      looks.push(look(kernel, ref, looks.at(-1)));
    },
    survey() {
      const [head, ...rest] = looks;
      if (head === undefined) return [];
      const process = pid === undefined ? {} : { pid };
      return [{ id, name, ...process, isHost, addresses, looks: [head, ...rest], owners: {} }];
    },
  };
}
