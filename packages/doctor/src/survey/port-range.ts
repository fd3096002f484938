/**
 * The ports `connect()` may choose from.
 *
 * Source: net.ipv4.ip_local_port_range; the parity of its low end is tried first (`__inet_hash_connect`).
 * @module
 */

/** Inclusive. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** All ports: what is assumed where the namespace's range could not be read. */
const ALL_PORTS: PortRange = { low: 1, high: 65_535 };

/** Parses `32768\t60999`. */
export function parsePortRange(text: string | undefined): PortRange {
  const [, low, high] = /^(\d+)\s+(\d+)$/.exec(text?.trim() ?? '') ?? [];
  return low === undefined || high === undefined
    ? ALL_PORTS
    : { low: Number(low), high: Number(high) };
}
