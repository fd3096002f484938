/**
 * Sockets in the same condition that belong together: by the port they came in, or by where they go.
 * @module
 */
import type { Group, GroupKind } from '../../model/snapshot.ts';
import { STATES } from '../../model/socket.ts';
import type { SocketFacts } from '../../model/socket.ts';
import { socketFacts } from '../../wire/socket-facts.ts';
import type { SocketView } from '../../wire/socket-view.ts';
import type { Best } from './best.ts';
import { best } from './best.ts';
import type { Fold } from './fold.ts';
import type { PortSet } from './port-set.ts';

const MOST_EXAMPLES = 8;
/** Groups followed and shown per kind. */
const MOST_GROUPS = 256;
const SHOWN = 16;
/** Silence after which a connection without keepalive may be half-open, ms. */
const SILENT_MS = 3_600_000;
/** A request unanswered for between these is being worked on, ms; longer is a protocol that does not answer. */
const COMPUTING_MS = 1_000;
const COMPUTING_MOST_MS = 60_000;

const ESTABLISHED = STATES.indexOf('established') + 1;
const FIN_WAIT1 = STATES.indexOf('finWait1') + 1;
const FIN_WAIT2 = STATES.indexOf('finWait2') + 1;
const CLOSE_WAIT = STATES.indexOf('closeWait') + 1;
const LAST_ACK = STATES.indexOf('lastAck') + 1;
const CLOSING = STATES.indexOf('closing') + 1;

interface Tally {
  readonly head: Omit<Group, 'count' | 'owned' | 'examples'>;
  owned: number;
  readonly oldest: Best<SocketFacts>;
  /** Only of requests: those that take seconds are answered, the oldest first, while we look. */
  readonly youngest?: Best<SocketFacts>;
}

/**
 * Groups sockets by condition.
 *
 * @param listening Ports that tell inbound from outbound.
 * @param following Cookies of examples of an earlier look: they stay examples.
 */
export function groupFold(
  listening: PortSet,
  following: ReadonlySet<number> = new Set(),
): Fold & { readonly groups: () => Record<GroupKind, Group[]> } {
  const tallies: Record<GroupKind, Map<number | string, Tally>> = {
    closeWait: new Map(),
    finWait2: new Map(),
    orphan: new Map(),
    silent: new Map(),
    computing: new Map(),
  };
  return {
    add(view) {
      const kind = kindOf(view, listening);
      if (kind === undefined) return;
      const inbound = listening.has(view.localPort);
      const tally = tallyFor(tallies[kind], view, inbound, kind);
      if (tally === undefined) return;
      if (view.inode !== 0) tally.owned += 1;
      const age = ageMs(view);
      const bonus = following.has(cookieNumber(view)) ? FOLLOWED : 0;
      let made: SocketFacts | undefined;
      const make = () => (made ??= socketFacts(view));
      tally.oldest.offer(bonus + age, make);
      tally.youngest?.offer(bonus - age, make);
    },
    groups: () => ({
      closeWait: groupsOf(tallies.closeWait),
      finWait2: groupsOf(tallies.finWait2),
      orphan: groupsOf(tallies.orphan),
      silent: groupsOf(tallies.silent),
      computing: groupsOf(tallies.computing),
    }),
  };
}

function kindOf(view: SocketView, listening: PortSet): GroupKind | undefined {
  switch (view.stateIndex) {
    case ESTABLISHED:
      return view.hasInfo && view.inode !== 0 ? quietKind(view, listening) : undefined;
    case CLOSE_WAIT:
      return 'closeWait';
    case FIN_WAIT2:
      return view.inode === 0 ? undefined : 'finWait2';
    case FIN_WAIT1:
    case LAST_ACK:
    case CLOSING:
      return view.inode === 0 ? 'orphan' : undefined;
    default:
      return undefined;
  }
}

/**
 * A connection that has never sent counts its silence from the handshake, in whole jiffies: a request
 * that came in the same jiffy is as old. An answer given within one jiffy leaves the same ages, but
 * has been sent.
 */
function quietKind(view: SocketView, listening: PortSet): GroupKind | undefined {
  const heardMs = view.lastDataRecvMs;
  if (heardMs <= COMPUTING_MS || view.recvQueue > 0 || view.sendQueue > 0) return undefined;
  const spokeMs = view.lastDataSentMs;
  if (heardMs >= SILENT_MS) {
    return spokeMs >= SILENT_MS && view.timerIndex === 0 ? 'silent' : undefined;
  }
  if (heardMs >= COMPUTING_MOST_MS || (view.bytesReceived ?? 0) === 0) return undefined;
  const isAsked = spokeMs > heardMs || (spokeMs === heardMs && view.dataSegsOut === 0);
  return isAsked && listening.has(view.localPort) ? 'computing' : undefined;
}

/** The time it has been as it is, at least: the peer's last segment, or the first look at it. */
const ageMs = (view: SocketView): number => (view.hasInfo ? view.lastAckRecvMs : 0);

/** The cookie as a number: the kernel counts them up, so they are exact. */
const cookieNumber = (view: SocketView): number => view.cookieHigh * 0x1_0000_0000 + view.cookieLow;

/** Above every age: an example of an earlier look stays one, whichever of its like is older by a tick. */
const FOLLOWED = 1e12;

/** Cookies of all examples of a look, to be followed in the next. */
export const exampleCookies = (
  groups: Readonly<Record<GroupKind, readonly Group[]>>,
): Set<number> =>
  new Set(
    Object.values(groups)
      .flat()
      .flatMap(({ examples }) => examples.map(({ cookie }) => Number(cookie))),
  );

function tallyFor(
  into: Map<number | string, Tally>,
  view: SocketView,
  inbound: boolean,
  kind: GroupKind,
): Tally | undefined {
  const key = groupKey(view, inbound);
  const known = into.get(key);
  if (known !== undefined || into.size === MOST_GROUPS) return known;
  const tally: Tally = { head: headOf(view, inbound), owned: 0, ...examplesOf(kind) };
  into.set(key, tally);
  return tally;
}

const examplesOf = (kind: GroupKind): Pick<Tally, 'oldest' | 'youngest'> =>
  kind === 'computing'
    ? { oldest: best(MOST_EXAMPLES / 2), youngest: best(MOST_EXAMPLES / 2) }
    : { oldest: best(MOST_EXAMPLES) };

function groupKey(view: SocketView, inbound: boolean): number | string {
  const ipv4 = view.family === 'ipv4';
  if (inbound) return ipv4 ? view.localPort : -view.localPort;
  return ipv4
    ? view.remoteWord(0) * 65_536 + view.remotePort + 65_536
    : `${view.remoteAddress} ${view.remotePort}`;
}

function headOf(view: SocketView, inbound: boolean): Tally['head'] {
  const { family } = view;
  return inbound
    ? { family, direction: 'inbound', port: view.localPort }
    : {
        family,
        direction: 'outbound',
        remote: { address: view.remoteAddress, port: view.remotePort },
      };
}

const groupsOf = (tallies: ReadonlyMap<number | string, Tally>): Group[] =>
  [...tallies.values()]
    .toSorted((a, b) => b.oldest.total - a.oldest.total)
    .slice(0, SHOWN)
    .map(({ head, owned, oldest, youngest }) => {
      const examples = [...new Set([...oldest.items(), ...(youngest?.items() ?? [])])];
      return { ...head, count: oldest.total, owned, examples };
    });
