/**
 * Namespaces as a search finds them, made up: for tests.
 * @module
 */
import type { FoundNamespace } from '../kernel/namespaces.ts';

/** Named `ns-0`, `ns-1` and so on, with ids from 1,000. None has a process. */
export const foundNamespaces = (count: number): FoundNamespace[] =>
  Array.from({ length: count }, (_, n) => ({
    ref: { id: 1_000 + n, path: `/run/netns/ns-${n}` },
    id: 1_000 + n,
    name: `ns-${n}`,
    pids: [],
    isHost: false,
    enterable: true,
  }));
