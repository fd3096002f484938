/**
 * /proc/net/tcp and tcp6: finding the row of one connection and reading its sending side.
 *
 * Source: Documentation/networking/proc_net_tcp.rst, net/ipv4/tcp_ipv4.c, net/ipv6/tcp_ipv6.c.
 * @module
 */
import { endianness } from 'node:os';
import type { SendQueue, SendTimer } from './send-queue.ts';

/** Both ends of a connection, as `net.Socket` names them. */
export interface Ends {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Which file lists a connection. An IPv4 peer of a dual-stack listener, `::ffff:…`, is in tcp6. */
export const procFileOf = (ends: Ends): string =>
  ends.localAddress.includes(':') ? '/proc/net/tcp6' : '/proc/net/tcp';

/** Columns 2 and 3 of the row of a connection: `0100007F:1F90 0100007F:C350`. */
export const rowKey = (ends: Ends): string =>
  `${hexAddress(ends.localAddress)}:${hexPort(ends.localPort)} ` +
  `${hexAddress(ends.remoteAddress)}:${hexPort(ends.remotePort)}`;

const hexPort = (port: number): string => hex(port, 4);
const hex = (n: number, digits: number): string =>
  n.toString(16).toUpperCase().padStart(digits, '0');

/** The kernel prints each 32-bit word of an address as a number of the host's byte order. */
function hexAddress(address: string): string {
  const bytes = Uint8Array.from(address.includes(':') ? ipv6Bytes(address) : ipv4Bytes(address));
  const view = new DataView(bytes.buffer);
  const little = endianness() === 'LE';
  return Array.from({ length: bytes.length / 4 }, (_, n) =>
    hex(view.getUint32(n * 4, little), 8),
  ).join('');
}

const ipv4Bytes = (address: string): number[] => address.split('.').map(Number);

function ipv6Bytes(address: string): number[] {
  const [bare = ''] = address.split('%'); // fe80::1%eth0
  const [left = '', right] = bare.split('::');
  const head = groupBytes(left);
  if (right === undefined) return head;
  const tail = groupBytes(right);
  return [...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

const groupBytes = (groups: string): number[] =>
  groups.split(':').flatMap((group) => {
    if (group === '') return [];
    if (group.includes('.')) return ipv4Bytes(group);
    const n = Number.parseInt(group, 16);
    return [n >> 8, n & 0xff];
  });

const TIMERS: readonly SendTimer[] = ['off', 'retransmit', 'keepalive', 'time-wait', 'probe'];

/**
 * Reads the rows of the wanted connections in one pass.
 *
 * @param wanted Keys as from `rowKey`.
 * @returns By key; a connection without a row is absent.
 */
export function parseProcTcp(text: string, wanted: ReadonlySet<string>): Map<string, SendQueue> {
  const found = new Map<string, SendQueue>();
  for (let at = 0, end = 0; at < text.length && found.size < wanted.size; at = end + 1) {
    end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const [, local, remote, , queues = '', timer = '', retransmits, , probes] = text
      .slice(at, end)
      .trimStart()
      .split(/ +/, 9);
    const key = `${local} ${remote}`;
    if (!wanted.has(key)) continue;
    found.set(key, {
      unacknowledgedBytes: Number.parseInt(queues, 16),
      timer: TIMERS[Number.parseInt(timer, 16)] ?? 'off',
      retransmits: Number.parseInt(retransmits ?? '', 16),
      unansweredProbes: Number(probes),
    });
  }
  return found;
}
