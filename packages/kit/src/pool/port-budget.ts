/**
 * Local ports that a pool uses up per destination, against the range of the namespace.
 *
 * A connection to one destination needs a local port of its own. Whoever closes first keeps the port
 * for another minute (TIME_WAIT). connect() looks at ports of one parity first: from half the range on
 * it takes twenty times longer (19 µs to 396 µs, measured on Linux 6.18), at the end it fails with
 * EADDRNOTAVAIL.
 * @module
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { KitWarning, OnWarning } from '../warning.ts';

/** How far the ports towards one destination are used up, by one pool. */
export interface PortUse {
  /** Where the connections go: `10.0.0.1:5432` or `[2001:db8::1]:5432`. */
  readonly destination: string;
  /** Connections open now. */
  readonly open: number;
  /** Connections that we closed first, in the last minute: their ports are not free yet. */
  readonly timeWait: number;
}

/** The ports that there are, and who has used them. */
export interface PortBudget {
  /** Local ports of this network namespace; `undefined` where that cannot be read. */
  readonly ports: number | undefined;
  /** As many connections to one destination as wished, but fewer than half the ports; at least 1. */
  within(wished: number): number;
  opened(destination: string): void;
  /** @param byUs We have closed first. */
  closed(destination: string, byUs: boolean): void;
  /** Destinations with connections, the fullest first. */
  uses(): PortUse[];
}

/** TCP_TIMEWAIT_LEN in include/net/tcp.h. */
const TIME_WAIT_MS = 60_000;
const KNEE_RATIO = 0.5;
/** Told again only after it was this far down meanwhile. */
const REARM_RATIO = 0.4;
/** From so many destinations on, those are forgotten from time to time that use no port any more. */
const MANY_ENTRIES = 1_000;

/** Enters a connection into the books. The answer is to be called when it has closed. */
export function enterConnection(budget: PortBudget, socket: Socket): (byUs: boolean) => void {
  const destination = destinationOf(socket);
  if (destination === undefined) return () => {};
  budget.opened(destination);
  return (byUs) => budget.closed(destination, byUs);
}

/** `undefined` when no local port is used: a Unix socket, or it has closed already. */
function destinationOf({ remoteAddress, remotePort }: Socket): string | undefined {
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  const host = remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress;
  return `${host}:${remotePort}`;
}

/** Opens the books. `ports`: as `localPorts()` has it. */
export function keepPortBudget(
  clock: Clock,
  onWarning: OnWarning,
  ports: number | undefined,
): PortBudget {
  const forget = (entry: Entry): void => {
    const oldestMs = clock.nowMs() - TIME_WAIT_MS;
    const kept = entry.closings.findIndex((atMs) => atMs > oldestMs);
    entry.closings.splice(0, kept === -1 ? entry.closings.length : kept);
  };
  const { entries, entryOf, tidy } = keepEntries(forget);
  const weigh = (destination: string, entry: Entry): void => {
    if (ports === undefined) return;
    forget(entry);
    const used = entry.open + entry.closings.length;
    if (used < ports * REARM_RATIO) entry.warned = false;
    if (used < ports * KNEE_RATIO || entry.warned) return;
    entry.warned = true;
    tell(onWarning, halfUsed(destination, used, ports));
  };
  return {
    ports,
    within: (wished) =>
      ports === undefined
        ? wished
        : Math.max(1, Math.min(wished, Math.ceil(ports * KNEE_RATIO) - 1)),
    opened(destination) {
      const entry = entryOf(destination);
      entry.open += 1;
      weigh(destination, entry);
    },
    closed(destination, byUs) {
      const entry = entryOf(destination);
      entry.open -= 1;
      if (byUs) entry.closings.push(clock.nowMs());
      forget(entry);
      if (entry.open + entry.closings.length === 0) entries.delete(destination);
    },
    uses() {
      tidy();
      return [...entries]
        .map(([destination, { open, closings }]) => ({
          destination,
          open,
          timeWait: closings.length,
        }))
        .toSorted((a, b) => b.open + b.timeWait - a.open - a.timeWait);
    },
  };
}

/** What is known of destinations. Those that use no port any more are forgotten from time to time. */
function keepEntries(forget: (entry: Entry) => void) {
  const entries = new Map<string, Entry>();
  let tidyAt = MANY_ENTRIES;
  const tidy = (): void => {
    for (const [destination, entry] of entries) {
      forget(entry);
      if (entry.open + entry.closings.length === 0) entries.delete(destination);
    }
  };
  const entryOf = (destination: string): Entry => {
    const known = entries.get(destination);
    if (known !== undefined) return known;
    if (entries.size >= tidyAt) {
      tidy();
      tidyAt = Math.max(MANY_ENTRIES, 2 * entries.size);
    }
    const entry: Entry = { open: 0, closings: [], warned: false };
    entries.set(destination, entry);
    return entry;
  };
  return { entries, entryOf, tidy };
}

interface Entry {
  open: number;
  /** When we closed, ms, the oldest first. */
  readonly closings: number[];
  warned: boolean;
}

/** What the application's own function throws is its own affair: the connection goes on. */
function tell(onWarning: OnWarning, warning: KitWarning): void {
  try {
    onWarning(warning);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}

const halfUsed = (destination: string, used: number, ports: number): KitWarning => ({
  code: 'TCPDOCTOR_PORTS_HALF_USED',
  message:
    `${used} of ${ports} local ports towards ${destination} are in use by this pool: from half ` +
    'on connect() is slow, at the end it fails with EADDRNOTAVAIL. Keep connections open and reuse ' +
    'them, or spread them over more destination addresses.',
});
