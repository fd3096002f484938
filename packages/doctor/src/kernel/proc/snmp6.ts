/**
 * /proc/net/snmp6: IPv6 counters of a network namespace, one to a line.
 *
 * Source: net/ipv6/proc.c.
 * @module
 */
import { DecodeError } from '../../errors.ts';
import type { Counters } from '../../model/snapshot.ts';
import type { Kernel } from '../kernel.ts';

const LINE = /^(\w+)[ \t]+(-?\d+)$/;
/** The protocol's name ends at its 6: `Ip6`, `Icmp6`. */
const NAME = /^([A-Za-z]+6)(\w+)$/;

/** Not about TCP. */
const OF_UDP = 'Udp';

/** `Icmp6.InDestUnreachs` by `Icmp6InDestUnreachs`: the names are the same in every look. */
const KEYS = new Map<string, string>();

/** Some kernels have 100; more come from damaged input. */
const KEYS_KEPT = 1_024;

/** Reads the counters of IPv6 and ICMPv6 of the namespace this is called in. @throws {SysError} `ENOENT`: no IPv6. */
export const readSnmp6 = (kernel: Kernel): Counters =>
  parseSnmp6(kernel.readText('/proc/net/snmp6'));

/**
 * `Icmp6InDestUnreachs 3` becomes `Icmp6.InDestUnreachs`.
 * @throws {DecodeError} On a line that is not a name and a number. The offset is the line.
 */
export function parseSnmp6(text: string): Counters {
  const counters: Record<string, bigint> = {};
  const lines = text.split('\n');
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n] ?? '';
    if (line === '' || line.startsWith(OF_UDP)) continue;
    const [, name = '', value = ''] = LINE.exec(line) ?? [];
    const key = KEYS.get(name) ?? keyOf(name);
    if (key === undefined) throw new DecodeError('IPv6 counter', n);
    counters[key] = value === '0' ? 0n : BigInt(value);
  }
  return counters;
}

function keyOf(whole: string): string | undefined {
  const [, group, name] = NAME.exec(whole) ?? [];
  if (group === undefined || name === undefined) return undefined;
  const key = `${group}.${name}`;
  if (KEYS.size < KEYS_KEPT) KEYS.set(whole, key);
  return key;
}
