/**
 * Ephemeral ports in use per source address, whatever the destination: `bind()` to port 0 needs one
 * that nobody uses, while `connect()` shares a port between destinations.
 *
 * Source: `inet_csk_find_open_port` tries the parity that `__inet_hash_connect` leaves for last.
 * @module
 */
import type { Source } from '../../model/snapshot.ts';
import type { Family } from '../../model/socket.ts';
import type { SocketView } from '../../wire/socket-view.ts';
import type { PortRange } from '../port-range.ts';
import type { Fold } from './fold.ts';

/** Source addresses followed; each costs 8 KB. */
const MOST_SOURCES = 64;
const SHOWN = 16;

interface Tally {
  readonly family: Family;
  readonly address: string;
  readonly seen: Uint8Array;
  distinct: number;
  bindParity: number;
  readonly inodes: number[];
}

/** Follows the first 64 source addresses it meets. To be shown outgoing sockets on ephemeral ports only. */
export function sourceFold(range: PortRange): Fold & { readonly sources: () => Source[] } {
  const tallies = new Map<number, Tally>();
  return {
    add(view) {
      const port = view.localPort;
      const key = sourceKey(view);
      const tally = tallies.get(key) ?? admit(tallies, key, view);
      if (tally === undefined) return;
      if (tally.inodes.length < 3 && view.inode !== 0) tally.inodes.push(view.inode);
      const bit = 1 << (port & 7);
      if ((tally.seen[port >> 3]! & bit) !== 0) return;
      tally.seen[port >> 3]! |= bit;
      tally.distinct += 1;
      if ((port & 1) !== (range.low & 1)) tally.bindParity += 1;
    },
    sources: () =>
      [...tallies.values()]
        .toSorted((a, b) => b.distinct - a.distinct)
        .slice(0, SHOWN)
        .map(({ family, address, distinct, bindParity, inodes }) => {
          return { family, address, distinctPorts: distinct, bindParityPorts: bindParity, inodes };
        }),
  };
}

function admit(tallies: Map<number, Tally>, key: number, view: SocketView): Tally | undefined {
  if (tallies.size === MOST_SOURCES) return undefined;
  const tally: Tally = {
    family: view.family,
    address: view.localAddress,
    seen: new Uint8Array(8_192),
    distinct: 0,
    bindParity: 0,
    inodes: [],
  };
  tallies.set(key, tally);
  return tally;
}

/** One number per source address: exact for IPv4, 53 mixed bits for IPv6. */
function sourceKey(view: SocketView): number {
  if (view.family === 'ipv4') return view.localWord(0);
  const low = (view.localWord(3) ^ Math.imul(view.localWord(1), 0x9e37_79b1)) >>> 0;
  const high = (view.localWord(2) ^ Math.imul(view.localWord(0), 0x85eb_ca6b)) & 0x1f_ffff;
  return 0x1_0000_0000 + high * 0x1_0000_0000 + low;
}
