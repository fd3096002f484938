/**
 * Whether two findings are about the same thing, so that one may explain the other: the same port,
 * destination, process or socket, seen from either end.
 * @module
 */
import type { Endpoint } from '../model/socket.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Finding } from '../model/verdict.ts';
import { last } from './looks.ts';
import { ownersOf } from './owner.ts';
import { isLoopback, unmapped } from './ports.ts';

/** A finding and the namespace it was made in. */
export interface Placed {
  readonly namespace: NamespaceSurvey;
  readonly finding: Finding;
}

/**
 * Says whether a finding that lists another's rule is about the same matter as it. A destination whose
 * address belongs to a namespace of this survey is that namespace's port; a loopback address is
 * always the namespace's own.
 */
export function matters(
  namespaces: readonly NamespaceSurvey[],
): (cause: Placed, consequence: Placed) => boolean {
  const homes = homesOf(namespaces);
  const known = new Map<Placed, ReadonlySet<string>>();
  const remembered = (placed: Placed) => {
    const found = known.get(placed) ?? places(placed, homes);
    known.set(placed, found);
    return found;
  };
  return (cause, consequence) =>
    isEverywhere(cause, consequence) ||
    isHeldBy(cause, consequence) ||
    isHeldBy(consequence, cause) ||
    shares(remembered(cause), remembered(consequence)) ||
    reaches(consequence, remembered(cause), homes);
}

/** Namespaces by the addresses that are theirs alone, loopback left out. */
type Homes = ReadonlyMap<string, number>;

function homesOf(namespaces: readonly NamespaceSurvey[]): Homes {
  const homes = new Map<string, number>();
  const twice = new Set<string>();
  for (const { id, addresses } of namespaces) {
    for (const address of addresses.map(unmapped).filter((a) => !isLoopback(a))) {
      if (homes.has(address)) twice.add(address);
      homes.set(address, id);
    }
  }
  for (const address of twice) homes.delete(address);
  return homes;
}

/** The host concerns everyone; a whole namespace concerns all in it, and is concerned by it. */
function isEverywhere(cause: Placed, consequence: Placed): boolean {
  const kinds = [cause.finding.subject.kind, consequence.finding.subject.kind];
  if (kinds.includes('host')) return true;
  return cause.namespace === consequence.namespace && kinds.includes('namespace');
}

/** A process concerns the sockets it holds. */
function isHeldBy(process: Placed, other: Placed): boolean {
  const { subject } = process.finding;
  if (subject.kind !== 'process' || process.namespace !== other.namespace) return false;
  const holders = ownersOf(other.namespace, other.finding.inodes).map((owner) => owner.pid);
  const own = other.finding.subject;
  return holders.includes(subject.pid) || (own.kind === 'process' && own.pid === subject.pid);
}

const shares = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((word) => b.has(word));

/** A namespace-wide finding elsewhere, where connections go to the port that the cause is about. */
function reaches(consequence: Placed, cause: ReadonlySet<string>, homes: Homes): boolean {
  if (consequence.finding.subject.kind !== 'namespace') return false;
  return last(consequence.namespace).destinations.some(({ remote }) =>
    cause.has(farPlace(consequence.namespace, remote, homes)),
  );
}

/** Everything a finding is about, as words that are equal when the thing is. */
function places({ namespace, finding }: Placed, homes: Homes): ReadonlySet<string> {
  const words = finding.inodes.map((inode) => `inode ${namespace.id} ${inode}`);
  const near = (port: number | undefined) =>
    port === undefined ? [] : [nearPlace(namespace.id, port)];
  const far = (remote: Endpoint | undefined) =>
    remote === undefined ? [] : [farPlace(namespace, remote, homes)];
  const { subject } = finding;
  if (subject.kind === 'listener') words.push(...near(subject.port));
  if (subject.kind === 'destination') words.push(...far(subject));
  if (subject.kind === 'sockets') words.push(...near(subject.localPort), ...far(subject.remote));
  if (subject.kind === 'socket') words.push(...near(subject.local.port), ...far(subject.remote));
  return new Set(words);
}

const nearPlace = (namespace: number, port: number): string => `port ${namespace} ${port}`;

/** Where an address leads: a port of a namespace of ours, or somewhere outside. */
function farPlace(namespace: NamespaceSurvey, remote: Endpoint, homes: Homes): string {
  const address = unmapped(remote.address);
  const isOwn = isLoopback(address) || namespace.addresses.map(unmapped).includes(address);
  const home = isOwn ? namespace.id : homes.get(address);
  return home === undefined
    ? `to ${namespace.id} ${address} ${remote.port}`
    : nearPlace(home, remote.port);
}
