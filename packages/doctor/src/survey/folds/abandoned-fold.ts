/**
 * Ports outside the ephemeral range with connections on them and nobody listening.
 * @module
 */
import type { AbandonedPort } from '../../model/snapshot.ts';
import { STATES } from '../../model/socket.ts';
import type { Fold } from './fold.ts';

const MOST_PORTS = 1_024;
const SHOWN = 16;
const TIME_WAIT = STATES.indexOf('timeWait') + 1;
const SYN_SENT = STATES.indexOf('synSent') + 1;

/** Counts by port, for the first 1,024 ports. To be shown sockets on such ports only. */
export function abandonedFold(): Fold & { readonly abandoned: () => AbandonedPort[] } {
  const tallies = new Map<number, { timeWait: number; connections: number }>();
  return {
    add(view) {
      const port = view.localPort;
      const state = view.stateIndex;
      if (state === SYN_SENT) return;
      let tally = tallies.get(port);
      if (tally === undefined) {
        if (tallies.size === MOST_PORTS) return;
        tally = { timeWait: 0, connections: 0 };
        tallies.set(port, tally);
      }
      if (state === TIME_WAIT) tally.timeWait += 1;
      else tally.connections += 1;
    },
    abandoned: () =>
      [...tallies]
        .map(([port, tally]) => ({ port, ...tally }))
        .toSorted((a, b) => b.timeWait + b.connections - a.timeWait - a.connections)
        .slice(0, SHOWN),
  };
}
