/**
 * What happens on each listening port: connections, handshakes, and those nobody has accepted.
 * @module
 */
import type { Service } from '../../model/snapshot.ts';
import { STATES } from '../../model/socket.ts';
import type { Fold } from './fold.ts';

/** Addresses told apart among half-open handshakes; enough to tell a few peers from a crowd. */
const MOST_PEERS = 64;

type Counts = Omit<Service, 'synRecvAddress'>;
type Tally = { -readonly [K in keyof Counts]-?: number } & {
  readonly peers: Set<number>;
  synRecvAddress: string | undefined;
};

const ESTABLISHED = STATES.indexOf('established') + 1;
const SYN_RECV = STATES.indexOf('synRecv') + 1;
const NEW_SYN_RECV = STATES.indexOf('newSynRecv') + 1;
const TIME_WAIT = STATES.indexOf('timeWait') + 1;
const CLOSE_WAIT = STATES.indexOf('closeWait') + 1;

/** Tallies by listening port. Sockets on other ports are not looked at. */
export function serviceFold(ports: ReadonlySet<number>): Fold & {
  readonly services: () => Service[];
  readonly timeWait: () => number;
} {
  const tallies = new Map([...ports].toSorted((a, b) => a - b).map((p) => [p, emptyTally(p)]));
  return {
    add(view) {
      const tally = tallies.get(view.localPort);
      if (tally === undefined) return;
      switch (view.stateIndex) {
        case ESTABLISHED:
          tally.established += 1;
          if (view.inode === 0) countUnaccepted(tally, view.lastDataRecvMs);
          return;
        case TIME_WAIT:
          tally.timeWait += 1;
          return;
        case CLOSE_WAIT:
          if (view.inode !== 0) return;
          countUnaccepted(tally, view.lastDataRecvMs);
          tally.unacceptedCloseWait += 1;
          return;
        case SYN_RECV:
        case NEW_SYN_RECV:
          if (tally.synRecv === 0 || (view.timerRetries > 0 && tally.synRecvRetried === 0)) {
            tally.synRecvAddress = view.localAddress;
          }
          tally.synRecv += 1;
          if (view.timerRetries > 0) tally.synRecvRetried += 1;
          if (tally.peers.size < MOST_PEERS) tally.peers.add(peerKey(view));
          return;
        default:
      }
    },
    services: () => [...tallies.values()].map(serviceOf),
    timeWait: () => tallies.values().reduce((sum, tally) => sum + tally.timeWait, 0),
  };
}

const peerKey = (view: Parameters<Fold['add']>[0]): number =>
  view.remoteWord(0) ^ Math.imul(view.remoteWord(3), 31) ^ Math.imul(view.remoteWord(2), 17);

function countUnaccepted(tally: Tally, waitedMs: number | undefined): void {
  tally.unaccepted += 1;
  if (waitedMs !== undefined && waitedMs > tally.oldestUnacceptedMs) {
    tally.oldestUnacceptedMs = waitedMs;
  }
}

const emptyTally = (port: number): Tally => ({
  port,
  established: 0,
  timeWait: 0,
  synRecv: 0,
  synRecvRetried: 0,
  synRecvPeers: 0,
  unaccepted: 0,
  unacceptedCloseWait: 0,
  oldestUnacceptedMs: -1,
  synRecvAddress: undefined,
  peers: new Set(),
});

function serviceOf({ peers, oldestUnacceptedMs, synRecvAddress, ...tally }: Tally): Service {
  return {
    ...tally,
    synRecvPeers: peers.size,
    ...(synRecvAddress === undefined ? {} : { synRecvAddress }),
    ...(oldestUnacceptedMs < 0 ? {} : { oldestUnacceptedMs }),
  };
}
