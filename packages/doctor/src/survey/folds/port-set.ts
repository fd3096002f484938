/**
 * A set of ports that answers in a nanosecond: it is asked several times for every socket.
 * @module
 */

/** Whether a port is one of them. A `ReadonlySet` of numbers is one too. */
export interface PortSet {
  has(port: number): boolean;
}

/** How many ports there are. */
export const PORTS = 65_536;

/** One byte for each of the 65,536 ports, which whoever makes many sets can use again. */
export function portSet(ports: Iterable<number>, flags = new Uint8Array(PORTS)): PortSet {
  flags.fill(0);
  for (const port of ports) flags[port] = 1;
  return { has: (port) => flags[port] === 1 };
}
