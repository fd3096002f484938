/**
 * A set of ports that answers in a nanosecond: it is asked several times for every socket.
 * @module
 */

/** Whether a port is one of them. A `ReadonlySet` of numbers is one too. */
export interface PortSet {
  has(port: number): boolean;
}

/** One byte for each of the 65,536 ports. */
export function portSet(ports: Iterable<number>): PortSet {
  const flags = new Uint8Array(65_536);
  for (const port of ports) flags[port] = 1;
  return { has: (port) => flags[port] === 1 };
}
