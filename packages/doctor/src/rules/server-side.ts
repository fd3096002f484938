/**
 * The other end of a connection, where it is a namespace of the same survey.
 * @module
 */
import type { Endpoint } from '../model/socket.ts';
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import { isConntrackFull } from './conntrack-full/full.ts';
import { grewOrZero, last } from './looks.ts';
import { isLoopback, unmapped } from './ports.ts';

/** What a namespace that owns an address says about connections to one of its ports. */
export interface ServerSide {
  /** The namespace's name. */
  readonly name: string;
  readonly listens: boolean;
  /** Connections its listeners dropped within the window, all ports. */
  readonly drops: number;
  readonly conntrackFull: boolean;
}

/**
 * The namespace that owns the address, the one that listens on the port first. `undefined`: none of
 * this survey. A loopback address is the asking namespace's own.
 */
export function serverSide(
  survey: Survey,
  asking: NamespaceSurvey,
  remote: Endpoint,
): ServerSide | undefined {
  const address = unmapped(remote.address);
  const homes = isLoopback(address)
    ? [asking]
    : survey.namespaces.filter((n) => n.addresses.map(unmapped).includes(address));
  const home = homes.find((n) => listensOn(n, address, remote.port)) ?? homes[0];
  if (home === undefined) return undefined;
  return {
    name: home.name,
    listens: listensOn(home, address, remote.port),
    drops: Math.max(
      grewOrZero(home, 'TcpExt.ListenOverflows'),
      grewOrZero(home, 'TcpExt.ListenDrops'),
    ),
    conntrackFull: isConntrackFull(home),
  };
}

const ANY = new Set(['0.0.0.0', '::']);

const listensOn = (namespace: NamespaceSurvey, address: string, port: number): boolean =>
  last(namespace).listeners.some(
    ({ local }) =>
      local.port === port && (ANY.has(local.address) || unmapped(local.address) === address),
  );
