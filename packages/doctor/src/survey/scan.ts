/**
 * One pass over all TCP sockets of a namespace, through every fold.
 * @module
 */
import type { Kernel, NamespaceRef } from '../kernel/kernel.ts';
import { readTcpTables } from '../kernel/proc/tcp-table.ts';
import type { Missing, Snapshot } from '../model/snapshot.ts';
import { STATES } from '../model/socket.ts';
import type { State } from '../model/socket.ts';
import type { SocketView } from '../wire/socket-view.ts';
import { dump, walkMessages } from './dump.ts';
import type { DumpEnd } from './dump.ts';
import { abandonedFold } from './folds/abandoned-fold.ts';
import { destinationFold } from './folds/destination-fold.ts';
import { exampleCookies, groupFold } from './folds/group-fold.ts';
import { listenerFold } from './folds/listener-fold.ts';
import { PORTS, portSet } from './folds/port-set.ts';
import { serviceFold } from './folds/service-fold.ts';
import { sourceFold } from './folds/source-fold.ts';
import { stateFold } from './folds/state-fold.ts';
import { followed, NOBODY, watchFold } from './folds/watch-fold.ts';
import type { PortRange } from './port-range.ts';

/** What a scan adds to a snapshot. */
export type Scan = Pick<
  Snapshot,
  | 'states'
  | 'listeners'
  | 'services'
  | 'timeWaitInbound'
  | 'timeWaitOutbound'
  | 'destinations'
  | 'destinationsTotal'
  | 'sources'
  | 'abandoned'
  | 'groups'
  | 'kept'
  | 'withoutNetlink'
> & { readonly missing: readonly Missing[] };

/** Times a dump is repeated when something changed while it ran. */
const MOST_TRIES = 3;

const LISTEN: readonly State[] = ['listen'];
const CONNECTED: readonly State[] = STATES.filter((state) => state !== 'listen');
const OF_LISTENERS = ['memory'] as const;
const OF_CONNECTIONS = ['info', 'memory', 'congestion'] as const;

/** For the ports of one scan after another: they never overlap. */
const FLAGS = new Uint8Array(PORTS);

/** Shows every socket to one visitor; the end tells whether that was all. */
type Pass = (states: readonly State[], visit: (view: SocketView) => void) => DumpEnd;

/** The look before, whose sockets are kept whatever their rank. */
type Earlier = Pick<Snapshot, 'kept' | 'groups'>;

/** Scans by netlink, or by /proc/net/tcp where netlink is refused. */
export function scan(
  kernel: Kernel,
  namespace: NamespaceRef,
  range: PortRange,
  earlier?: Earlier,
): Scan {
  const passes = netlinkPass(kernel, namespace);
  for (let tries = 1; ; tries++) {
    const { seen, end } = scanOnce(passes, range, earlier, true);
    if (end === 'whole') return { ...seen, missing: [] };
    if (end !== 'interrupted' && end.refused !== 'ENOBUFS') {
      return scanTables(kernel, namespace, range, earlier, end.refused);
    }
    if (tries === MOST_TRIES) {
      const code = end === 'interrupted' ? 'interrupted' : end.refused;
      return { ...seen, missing: [{ source: 'sockets', code }] };
    }
  }
}

const netlinkPass =
  (kernel: Kernel, namespace: NamespaceRef): Pass =>
  (states, visit) => {
    const attributes = states === LISTEN ? OF_LISTENERS : OF_CONNECTIONS;
    return dump(kernel, namespace, { family: 'both', states, attributes }, visit);
  };

/** The same sockets from /proc/net/tcp and tcp6: no limits of listeners, no drops, no `tcp_info`. */
function scanTables(
  kernel: Kernel,
  namespace: NamespaceRef,
  range: PortRange,
  earlier: Earlier | undefined,
  refusedBy: string,
): Scan {
  const tables = readTcpTables(kernel, namespace);
  if (tables === undefined) {
    const { seen } = scanOnce(() => 'whole', range, earlier, false);
    return { ...seen, missing: [{ source: 'sockets', code: refusedBy }] };
  }
  const pass: Pass = (states, visit) =>
    walkMessages(tables, (view) => states.includes(view.state) && visit(view));
  const { seen } = scanOnce(pass, range, earlier, false);
  const missing = ['listen limits', 'tcp_info'].map((source) => ({ source, code: refusedBy }));
  return { ...seen, withoutNetlink: true, missing };
}

function scanOnce(
  pass: Pass,
  range: PortRange,
  earlier: Earlier | undefined,
  limits: boolean,
): { readonly seen: Omit<Scan, 'missing'>; readonly end: DumpEnd } {
  const states = stateFold();
  const listeners = listenerFold(limits);
  const listenEnd = pass(LISTEN, (view) => {
    states.add(view);
    listeners.add(view);
  });
  const { ports } = listeners;
  const listening = portSet(ports, FLAGS);
  const services = serviceFold(ports);
  const destinations = destinationFold(range);
  const sources = sourceFold(range);
  const abandoned = abandonedFold();
  const groups = groupFold(listening, earlier && exampleCookies(earlier.groups));
  const watches = watchFold(earlier === undefined ? NOBODY : followed(earlier.kept));
  const end = pass(CONNECTED, (view) => {
    states.add(view);
    groups.add(view);
    watches.add(view);
    const port = view.localPort;
    if (listening.has(port)) {
      services.add(view);
      return;
    }
    destinations.add(view);
    if (port >= range.low && port <= range.high) sources.add(view);
    else abandoned.add(view);
  });
  const seen = {
    states: states.states(),
    listeners: listeners.listeners,
    services: services.services(),
    timeWaitInbound: services.timeWait(),
    timeWaitOutbound: destinations.timeWait(),
    destinations: destinations.destinations(),
    destinationsTotal: destinations.total(),
    sources: sources.sources(),
    abandoned: abandoned.abandoned(),
    groups: groups.groups(),
    kept: watches.kept(),
  };
  return { seen, end: listenEnd === 'whole' ? end : listenEnd };
}
