/**
 * /proc/net/netstat and /proc/net/snmp: protocol counters of a network namespace.
 *
 * Source: net/ipv4/proc.c. Each group is two lines with the same prefix, names then values; the set
 * of names differs from kernel to kernel.
 * @module
 */
import { DecodeError } from '../../errors.ts';
import type { Counters } from '../../model/snapshot.ts';
import type { Kernel } from '../kernel.ts';

/** `TcpExt.ListenOverflows` style names of a group, by its first line: it is the same in every look. */
const KEYS = new Map<string, readonly string[]>();

/** Lines of names differ by kernel only; more than a few come from damaged input. */
const KEYS_KEPT = 64;

/** A third of both files, and nothing about TCP. */
const OF_OTHERS = /^(?:Udp|UdpLite|MPTcpExt):/;

const NUMBERS = /^-?\d+(?: -?\d+)*$/;

/** Reads what is about TCP in both files, of the namespace this is called in. @throws {SysError} */
export const readSnmpTable = (kernel: Kernel): Counters =>
  parseSnmpTable(kernel.readText('/proc/net/netstat') + kernel.readText('/proc/net/snmp'));

/**
 * Parses the two-lines-per-group format, without the groups of UDP and Multipath TCP. `Tcp.MaxConn` may be -1.
 *
 * @throws {DecodeError} When a group's names and values do not pair up. The offset is the line.
 */
export function parseSnmpTable(text: string): Counters {
  const counters: Record<string, bigint> = {};
  const lines = text.split('\n');
  for (let line = 0; line < lines.length; line += 2) {
    const head = lines[line] ?? '';
    if (head === '' || OF_OTHERS.test(head)) continue;
    const keys = keysOf(head, line);
    const values = valuesOf(lines[line + 1] ?? '', head, line + 1);
    if (keys.length !== values.length) throw new DecodeError('counter group', line + 1);
    for (let n = 0; n < keys.length; n++) counters[keys[n] ?? ''] = counterOf(values[n] ?? '0');
  }
  return counters;
}

/** Most are 0 in most namespaces. */
const counterOf = (text: string): bigint => (text === '0' ? 0n : BigInt(text));

function keysOf(head: string, line: number): readonly string[] {
  const known = KEYS.get(head);
  if (known !== undefined) return known;
  const [group = '', ...names] = head.trimEnd().split(' ');
  if (!/^\w+:$/.test(group)) throw new DecodeError('counter group', line);
  const keys = names.map((name) => `${group.slice(0, -1)}.${name}`);
  if (KEYS.size < KEYS_KEPT) KEYS.set(head, keys);
  return keys;
}

/** Group prefix checked and cut off; a group may have no counters at all. */
function valuesOf(text: string, head: string, line: number): readonly string[] {
  const prefix = head.slice(0, head.indexOf(':') + 1);
  if (!text.startsWith(prefix)) throw new DecodeError('counter group', line);
  const numbers = text.slice(prefix.length).trim();
  if (numbers === '') return [];
  if (!NUMBERS.test(numbers)) throw new DecodeError('counter value', line);
  return numbers.split(' ');
}
