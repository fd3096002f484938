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
  readonly name: string;
  /** Looks once more. A namespace that has gone is not looked at again. */
  look(): void;
  /** It ended while it was being looked at: half a window would mislead. */
  readonly vanished: () => boolean;
  /** All looks, without owners; nothing when it vanished. */
  readonly survey: () => NamespaceSurvey[];
}

/** A looker that has not looked yet. */
export function looker(kernel: Kernel, { ref, ...namespace }: FoundNamespace): Looker {
  const { id, name, pid, isHost } = namespace;
  const looks: Snapshot[] = [];
  let addresses: readonly string[] = [];
  let vanished = false;
  return {
    name,
    look() {
      if (vanished) return;
      if (looks.length === 0) addresses = readAddresses(kernel, ref);
      const seen = look(kernel, ref, looks.at(-1));
      if (seen === undefined) vanished = true;
      else looks.push(seen);
    },
    vanished: () => vanished,
    survey() {
      const [head, ...rest] = looks;
      if (head === undefined || vanished) return [];
      const process = pid === undefined ? {} : { pid };
      return [{ id, name, ...process, isHost, addresses, looks: [head, ...rest], owners: {} }];
    },
  };
}
