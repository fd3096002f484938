/**
 * /proc/net/tcp and tcp6: finding the row of one connection and reading its sending side.
 *
 * Source: Documentation/networking/proc_net_tcp.rst, net/ipv4/tcp_ipv4.c, net/ipv6/tcp_ipv6.c.
 * @module
 */
import { hexAddress } from '../proc-tcp.ts';
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

const hexPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

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
