/**
 * The numbers behind a finding about one destination's ports.
 * @module
 */
import { reading } from './reading.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Bar, Evidence, Subject } from '../model/verdict.ts';
import { last, sysctlNumber } from './looks.ts';
import type { PortUse } from './port-use.ts';
import { lowParity, PORTS_LABEL, WHAT } from './port-words.ts';
import { ownersOf } from './owner.ts';

const RANGE = 'net.ipv4.ip_local_port_range';
const RESERVED = 'net.ipv4.ip_local_reserved_ports';

/** Used against available, and everything needed to check it by hand. */
export function portEvidence(look: Snapshot, use: PortUse): [Evidence, ...Evidence[]] {
  const { at, ports } = use;
  const passed = at.lowParityPorts >= ports.lowParity;
  return [
    reading(WHAT.used, at.ports, 'ports', 'sock_diag idiag_sport'),
    reading(WHAT.available, ports.available, 'ports', RANGE),
    ...(ports.reserved > 0 ? [reading(WHAT.reserved, ports.reserved, 'ports', RESERVED)] : []),
    reading(WHAT.fill, use.fill, 'ratio', 'sock_diag idiag_sport'),
    reading(
      lowParity(ports.lowParity, passed),
      at.lowParityPorts,
      'ports',
      'sock_diag idiag_sport',
    ),
    reading(WHAT.timeWait, at.timeWait, 'sockets', 'sock_diag idiag_state'),
    reading(WHAT.established, at.established, 'sockets', 'sock_diag idiag_state'),
    ...(use.growthPerSecond > 0
      ? [reading(WHAT.growth, use.growthPerSecond, 'per second', 'sock_diag idiag_sport')]
      : []),
    ...setting(look, 'net.ipv4.tcp_tw_reuse', WHAT.reuse),
    ...setting(look, 'net.ipv4.tcp_timestamps', WHAT.timestamps),
  ];
}

function setting(look: Snapshot, key: string, what: Evidence['what']): Evidence[] {
  const value = sysctlNumber(look, key);
  return value === undefined ? [] : [{ what, value, unit: 'setting', source: key }];
}

/** Ports in use against ports there are. */
export const portBar = (use: PortUse): Bar => ({
  label: PORTS_LABEL,
  value: use.at.ports,
  max: use.ports.available,
});

/** The destination a use is about. */
export const destinationOf = (use: PortUse): Subject => ({
  kind: 'destination',
  source: use.at.source,
  address: use.at.remote.address,
  port: use.at.remote.port,
  family: use.at.family,
});

/** The name of who connects there, as people know it; `undefined` when nobody is known. */
export function connector(namespace: NamespaceSurvey, inodes: readonly number[]) {
  const owner = ownersOf(namespace, inodes)[0];
  return owner === undefined ? undefined : owner.command;
}

/** `tcp_tw_reuse` lets `connect()` take TIME_WAIT ports over towards this place. */
export function reuseAllowed(namespace: NamespaceSurvey, loopback: boolean): boolean {
  const look = last(namespace);
  const reuse = sysctlNumber(look, 'net.ipv4.tcp_tw_reuse') ?? 0;
  const stamps = sysctlNumber(look, 'net.ipv4.tcp_timestamps') ?? 1;
  return stamps !== 0 && (reuse === 1 || (reuse === 2 && loopback));
}
