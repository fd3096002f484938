/**
 * Looks again and again at one namespace and remembers what it saw.
 * @module
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { FoundNamespace } from '../kernel/namespaces.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { look } from './look.ts';
import { readAddresses, visit } from './readings.ts';

/** One namespace under observation. */
export interface Looker {
  readonly name: string;
  /** Looks once more. A namespace that is closed is not looked at again. */
  look(): void;
  /** Why it cannot be looked at, or not any more: half a window would mislead. */
  readonly closed: () => string | undefined;
  /** All looks, without owners; nothing when it is closed. */
  readonly survey: () => NamespaceSurvey[];
}

/**
 * A looker that has not looked yet.
 *
 * @param everySysctl Read every sysctl also elsewhere than in the host's own namespace.
 */
export function looker(
  kernel: Kernel,
  { ref, ...namespace }: FoundNamespace,
  everySysctl: boolean,
): Looker {
  const { id, name, pid, isHost } = namespace;
  const which = isHost || everySysctl ? 'every' : 'compared';
  const looks: Snapshot[] = [];
  let addresses: readonly string[] = [];
  let closed: string | undefined;
  return {
    name,
    look() {
      if (closed !== undefined) return;
      const seen = visit(kernel, ref, () => {
        if (looks.length === 0) addresses = readAddresses(kernel, ref);
        return look(kernel, ref, looks.at(-1), which);
      });
      if ('closed' in seen) ({ closed } = seen);
      else looks.push(seen);
    },
    closed: () => closed,
    survey() {
      const [head, ...rest] = looks;
      if (head === undefined || closed !== undefined) return [];
      const process = pid === undefined ? {} : { pid };
      return [{ id, name, ...process, isHost, addresses, looks: [head, ...rest], owners: {} }];
    },
  };
}
