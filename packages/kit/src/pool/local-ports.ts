/**
 * How many local ports the kernel may choose from in this network namespace.
 *
 * Source: inet_get_local_port_range() and inet_is_local_reserved_port(). The settings are named after
 * IPv4 and hold for IPv6, too.
 * @module
 */
import { numbersIn, readSetting } from '../proc.ts';

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range';
const RESERVED = '/proc/sys/net/ipv4/ip_local_reserved_ports';

/** Local ports of this network namespace; `undefined` where that cannot be read. */
export function localPorts(): number | undefined {
  const [range, reserved] = [readSetting(RANGE), readSetting(RESERVED)];
  return range === undefined || reserved === undefined ? undefined : countPorts(range, reserved);
}

/**
 * Counts the ports of a range without the reserved ones. Pure.
 *
 * @param range Lowest and highest, as `32768\t60999`.
 * @param reserved Ports and ranges of ports, each once, as `8080,40000-40010`; may be empty.
 * @returns `undefined` when either is written otherwise.
 */
export function countPorts(range: string, reserved: string): number | undefined {
  const [low, high, more] = numbersIn(range) ?? [];
  if (low === undefined || high === undefined || more !== undefined) return undefined;
  let count = high - low + 1;
  for (const part of reserved.trim().split(',')) {
    if (part === '') continue;
    const [from, to = from, rest] = part.split('-').map(Number);
    if (from === undefined || to === undefined || rest !== undefined) return undefined;
    if (!Number.isInteger(from) || !Number.isInteger(to)) return undefined;
    count -= Math.max(0, Math.min(to, high) - Math.max(from, low) + 1);
  }
  return count;
}
