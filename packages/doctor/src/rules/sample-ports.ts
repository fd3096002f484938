/**
 * Destinations made of plain data, for the tests of the rules about ports.
 * @module
 */
import type { Destination } from '../model/snapshot.ts';
import type { SampleLook } from './sample.ts';

/** Connections from 10.9.1.1 to 10.9.1.2:80 in these states; the ports are their sum. */
export function sampleDestination(more: Partial<Destination> = {}): Destination {
  const states = { established: 0, timeWait: 0, closeWait: 0, synSent: 0, other: 0, ...more };
  const ports =
    states.established + states.timeWait + states.closeWait + states.synSent + states.other;
  return {
    family: 'ipv4',
    source: '10.9.1.1',
    remote: { address: '10.9.1.2', port: 80 },
    ports,
    lowParityPorts: Math.ceil(ports / 2),
    synSentRetried: 0,
    inodes: [],
    ...states,
  };
}

/** A range of 100 ports. */
export const HUNDRED: Readonly<Record<string, string>> = {
  'net.ipv4.ip_local_port_range': '40000 40099',
};

/** A look at a namespace with 100 ephemeral ports, tcp_tw_reuse off, and these connections. */
export const samplePorts = (
  destinations: readonly Partial<Destination>[],
  more: SampleLook = {},
): SampleLook => ({
  destinations: destinations.map(sampleDestination),
  ...more,
  sysctls: { ...HUNDRED, 'net.ipv4.tcp_tw_reuse': '0', ...more.sysctls },
});
