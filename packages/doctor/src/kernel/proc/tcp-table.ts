/**
 * /proc/net/tcp and tcp6: the socket table for those who may not ask sock_diag, as the messages that
 * sock_diag would have sent.
 *
 * Less is in it: no limits of listeners, no memory, no `tcp_info`, and no cookie, so the inode stands
 * in for it.
 * Source: net/ipv4/tcp_ipv4.c, get_tcp4_sock and its kin; Documentation/networking/proc_net_tcp.rst.
 * @module
 */
import { DecodeError, SysError, UnsupportedError } from '../../errors.ts';
import { STATES } from '../../model/socket.ts';
import type { Endpoint, Family, Timer } from '../../model/socket.ts';
import { addressText } from '../../wire/address.ts';
import { encodeDone, encodeSocket } from '../../wire/inet-diag-reply.ts';
import type { SocketParts } from '../../wire/inet-diag-reply.ts';
import { joinBytes } from '../../wire/netlink.ts';
import type { Kernel, NamespaceRef } from '../kernel.ts';

/** The kernel's numbers are those of sock_diag. */
const TIMERS: readonly Timer[] = ['off', 'retransmit', 'keepalive', 'timeWait', 'probe'];

/** Times are in ticks of 1/100 s, whatever the kernel's own (USER_HZ). */
const TICK_MS = 10;

/** local, remote, state, sent:received, timer:when, retransmissions, uid, probes, inode. */
const LINE =
  /^\s*\d+: ([0-9A-F]+:[0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{8}):([0-9A-F]{8}) ([0-9A-F]{2}):([0-9A-F]+) ([0-9A-F]+) +(\d+) +(\d+) (\d+)(?: |$)/;

/**
 * Reads both tables of a namespace into one buffer that holds a whole dump, its end included.
 *
 * @returns `undefined` where the namespace cannot be entered, or has no table, or one that is not as
 * the kernel writes it: half a table would mislead.
 */
export function readTcpTables(kernel: Kernel, namespace: NamespaceRef): Uint8Array | undefined {
  try {
    return kernel.within(namespace, () => readHere(kernel));
  } catch (error) {
    const expected = [SysError, UnsupportedError, DecodeError].some(
      (kind) => error instanceof kind,
    );
    if (expected) return undefined;
    throw error;
  }
}

function readHere(kernel: Kernel): Uint8Array {
  const v4 = parseTcpTable(kernel.readText('/proc/net/tcp'), 'ipv4');
  const v6 = parseTcpTable(textIfThere(kernel, '/proc/net/tcp6'), 'ipv6');
  return tcpTableMessages([...v4, ...v6]);
}

/** A dump of these sockets, as one receive buffer. */
const tcpTableMessages = (sockets: readonly SocketParts[]): Uint8Array =>
  joinBytes([...sockets.map((socket) => encodeSocket(socket)), encodeDone()]);

/** Every socket of one table. @throws {DecodeError} The offset is the line. */
export function parseTcpTable(text: string, family: Family): SocketParts[] {
  return text.split('\n').flatMap((line, n) => {
    if (n === 0 || line === '') return []; // the heading
    const [whole, ...fields] = LINE.exec(line) ?? [];
    if (whole === undefined) throw new DecodeError('tcp table', n);
    return [parseSocket(fields, family, n)];
  });
}

function parseSocket(fields: readonly string[], family: Family, line: number): SocketParts {
  const [local = '', remote = '', st = '', tx = '', rx = '', tr = '', when = ''] = fields;
  const [retransmits = '', uid = '', probes = '', inode = ''] = fields.slice(7);
  const state = STATES[hex(st) - 1];
  const timer = TIMERS[hex(tr)];
  if (state === undefined || timer === undefined) throw new DecodeError('tcp table', line);
  return {
    cookie: inode === '0' ? tupleCookie(local + remote) : inode,
    family,
    state,
    local: parseEndpoint(local, family, line),
    remote: parseEndpoint(remote, family, line),
    recvQueue: hex(rx),
    sendQueue: hex(tx),
    timer,
    timerRetries: Math.min(255, retries(timer, hex(retransmits), Number(probes))),
    timerMs: Math.min(0xffff_ffff, hex(when) * TICK_MS),
    uid: Number(uid),
    inode: Number(inode),
  };
}

/** As sock_diag fills `idiag_retrans` (inet_sk_diag_fill). */
function retries(timer: Timer, retransmits: number, probes: number): number {
  if (timer === 'retransmit') return retransmits;
  return timer === 'keepalive' || timer === 'probe' ? probes : 0;
}

/** The address is one or four words in host order, the port a plain number. */
function parseEndpoint(text: string, family: Family, line: number): Endpoint {
  const [address = '', port = ''] = text.split(':');
  if (address.length !== (family === 'ipv4' ? 8 : 32)) throw new DecodeError('tcp table', line);
  const word = (n: number) => hex(address.slice(n * 8, n * 8 + 8) || '0');
  return { address: addressText(family, [word(0), word(1), word(2), word(3)]), port: hex(port) };
}

/** Sockets without an inode are told apart by their ends; above 2^40, out of the way of inodes. */
function tupleCookie(ends: string): string {
  let hash = 0;
  for (let n = 0; n < ends.length; n++) hash = (Math.imul(hash, 31) + ends.charCodeAt(n)) | 0;
  return String(2 ** 40 + (hash >>> 0));
}

const hex = (text: string): number => Number.parseInt(text, 16);

/** Empty where the kernel has no IPv6. */
function textIfThere(kernel: Kernel, path: string): string {
  try {
    return kernel.readText(path);
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOENT') return '';
    throw error;
  }
}
