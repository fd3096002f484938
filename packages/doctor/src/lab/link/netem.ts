/**
 * The link by the kernel's own `netem` on a veth pair.
 *
 * Source: tc-netem(8). Its `limit` counts packets, those on their way included.
 * @module
 */
import { UnsupportedError } from '../../errors.ts';
import type { DirectionStats, Link, OpenLink } from './link-wish.ts';
import { fullLink } from './link-wish.ts';
import type { Place } from '../place.ts';
import { inside } from '../place.ts';
import { ADDRESSES, addVeth, ipBatch } from '../stage-setup.ts';

const PACKET_BYTES = 1_500;
/** Enough for any rate and delay of the lab when no rate bounds the queue. */
const UNBOUNDED_PACKETS = 100_000;

let probed: Promise<boolean> | undefined;

/** Does this kernel have netem? Tried once, on the loopback of a namespace of ours. */
export function hasNetem(place: Place): Promise<boolean> {
  probed ??= inside(
    place,
    'tc qdisc add dev lo root netem delay 1ms && tc qdisc del dev lo root',
  ).then(
    () => true,
    () => false,
  );
  return probed;
}

/** Joins two namespaces by veth, each side delayed, limited and lossy on its way out. */
export async function openNetem(link: Link, client: Place, server: Place): Promise<OpenLink> {
  await addVeth(client.name, client.device, server.name, server.device);
  const both = [client, server];
  const set = (verb: 'add' | 'change', wish: Link) =>
    Promise.all(
      both.map((place) =>
        inside(place, `tc qdisc ${verb} dev ${place.device} root netem ${netemArgs(wish)}`),
      ),
    );
  return {
    kind: 'netem',
    shape: async () => {
      // One packet at a time, or netem would delay and lose 64 KB at once.
      const single = (place: Place) => inside(place, `ip link set ${place.device} gso_max_segs 1`);
      await Promise.all(both.map(single));
      await Promise.all([introduce(server, client), introduce(client, server)]);
      await set('add', link);
    },
    change: async (wish) => {
      if (wish.mtuHoleBytes !== undefined) throw new UnsupportedError('an MTU hole with netem');
      await set('change', wish);
      const [fromClient, fromServer] = await Promise.all([counted(client), counted(server)]);
      return { fromClient, fromServer };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(), // goes with the devices
  };
}

/**
 * Tells a side the other's hardware address. It would ask for it, and netem would delay and lose the question,
 * while what it wants to send is given up.
 */
async function introduce(other: Place, to: Place): Promise<void> {
  const address = await inside(other, 'cat "/sys/class/net/$1/address"', [other.device]);
  const lines = Object.values(ADDRESSES).map(
    (of) => `neigh replace ${of[sideOf(other)]} lladdr ${address.trim()} dev ${to.device}`,
  );
  await ipBatch(to.name, lines);
}

const sideOf = ({ side }: Place) => (side === 'server' ? 'server' : 'client');

/** What `tc` says of a queue: `packets` are those it let out. */
interface QueueJson {
  readonly kind: string;
  readonly packets: number;
  readonly drops: number;
}

async function counted(place: Place): Promise<DirectionStats> {
  const text = await inside(place, `tc -s -j qdisc show dev ${place.device} root`);
  return netemStats(JSON.parse(text) as QueueJson[]);
}

/**
 * What netem did, from what `tc -s -j` says of it. It counts packets that found no room and those lost
 * at random as one: they are told as lost at random, and nothing as tail drops. Pure.
 */
export function netemStats(queues: readonly QueueJson[]): DirectionStats {
  const { packets = 0, drops = 0 } = queues.find(({ kind }) => kind === 'netem') ?? {};
  const all = packets + drops;
  return { packets: all, tailDrops: 0, randomDrops: drops, holeDrops: 0, overtaking: undefined };
}

/**
 * A link as `tc` writes it. The rate is always told: netem keeps the old one where a change leaves it
 * out. Reordering without a delay, which nothing could overtake, is refused by `tc` and left out.
 */
export function netemArgs(link: Link): string {
  const { delayMs, bitsPerSec, bufferBytes, lossRatio, reorderRatio } = fullLink(link);
  const onTheWay = ((bitsPerSec ?? 0) / 8_000) * delayMs;
  const limit =
    bitsPerSec === null ? UNBOUNDED_PACKETS : Math.ceil((bufferBytes + onTheWay) / PACKET_BYTES);
  return [
    `limit ${limit}`,
    `delay ${Math.round(delayMs * 1_000)}us`,
    ...(reorderRatio === 0 || delayMs === 0 ? [] : [`reorder ${percent(reorderRatio)}`]),
    ...(lossRatio === 0 ? [] : [`loss ${percent(lossRatio)}`]),
    `rate ${bitsPerSec ?? 0}bit`,
  ].join(' ');
}

/** Without exponent, which not every `tc` reads. */
const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(6))}%`;
