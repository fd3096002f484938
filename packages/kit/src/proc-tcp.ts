/**
 * Rows of /proc/net/tcp and tcp6: every TCP socket of this network namespace.
 *
 * Source: tcp4_seq_show() in net/ipv4/tcp_ipv4.c. Listeners come first. The kernel makes as much text as
 * is asked for, and looking for sockets in the large, nearly empty table behind the listeners takes it
 * milliseconds: who wants listeners reads line by line and stops.
 * @module
 */
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { endianness } from 'node:os';

/** The states, in the kernel's order from 1 (include/net/tcp_states.h). */
export const STATES = [
  'established',
  'synSent',
  'synRecv',
  'finWait1',
  'finWait2',
  'timeWait',
  'close',
  'closeWait',
  'lastAck',
  'listen',
  'closing',
  'newSynRecv',
] as const;

/** The state of a TCP socket. */
export type State = (typeof STATES)[number];

/** One socket. */
export interface TcpRow {
  readonly state: State;
  /** As `hexAddress()` writes it. */
  readonly localAddress: string;
  readonly localPort: number;
  /** Bytes that nobody has read yet; of a listener, connections that nobody has accepted yet. */
  readonly recvQueue: number;
  /** Of its file descriptors; 0 when no process holds it. */
  readonly inode: number;
}

/** Where the kernel lists the sockets of this network namespace. */
export const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'] as const;

/** Parses one line. `undefined` for anything but a socket, such as the heading. */
export function parseTcpRow(line: string): TcpRow | undefined {
  const words = line.trim().split(/\s+/, 10);
  const [slot = '', local = '', , state = '', queues = '', , , , , inode = ''] = words;
  const known = STATES[Number.parseInt(state, 16) - 1];
  if (!/^\d+:$/.test(slot) || known === undefined) return undefined;
  const colon = local.lastIndexOf(':');
  return {
    state: known,
    localAddress: local.slice(0, colon),
    localPort: Number.parseInt(local.slice(colon + 1), 16),
    recvQueue: Number.parseInt(queues.slice(queues.indexOf(':') + 1), 16),
    inode: Number(inode),
  };
}

/**
 * An address as the tables have it: the kernel prints each 32-bit word as a number of the host's byte order.
 */
export function hexAddress(address: string): string {
  const bytes = Uint8Array.from(address.includes(':') ? ipv6Bytes(address) : ipv4Bytes(address));
  const view = new DataView(bytes.buffer);
  const little = endianness() === 'LE';
  return Array.from({ length: bytes.length / 4 }, (_, n) =>
    view
      .getUint32(n * 4, little)
      .toString(16)
      .toUpperCase()
      .padStart(8, '0'),
  ).join('');
}

/** Whether a row is of a socket at this address. */
export function isAt({ address, port }: AddressInfo): (row: TcpRow) => boolean {
  const at = hexAddress(address);
  return ({ localAddress, localPort }) => localPort === port && localAddress === at;
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

/** A line of tcp is 150 bytes long, one of tcp6 about as long. */
const LINE_BYTES = 150;
/** Far more lines than one namespace has listeners. */
const MAX_READS = 10_000;

/**
 * The listeners in one of the tables that match; `undefined` where it cannot be read.
 *
 * @param enough Stop at so many.
 */
export function findListeners(
  table: string,
  matches: (row: TcpRow) => boolean,
  enough = Infinity,
): readonly TcpRow[] | undefined {
  let fd: number;
  try {
    fd = openSync(table, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
  try {
    const found: TcpRow[] = [];
    for (const row of listenersIn(fd)) {
      if (matches(row)) found.push(row);
      if (found.length >= enough) break;
    }
    return found;
  } finally {
    closeSync(fd);
  }
}

function* listenersIn(fd: number): Generator<TcpRow> {
  const buffer = Buffer.allocUnsafe(LINE_BYTES);
  let rest = '';
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const count = readSync(fd, buffer);
    if (count === 0) return;
    const lines = (rest + buffer.toString('latin1', 0, count)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const row = parseTcpRow(line);
      if (row?.state === 'listen') yield row;
      else if (row !== undefined) return;
    }
  }
}

/** Where the kernel lists what this process has open. */
export const FDS = '/proc/self/fd';

/**
 * Inodes of the sockets that this process holds; `undefined` where /proc does not tell. The kernel takes
 * about 10 µs for each open file: not for what is asked again and again.
 */
export function ownSocketInodes(): ReadonlySet<number> | undefined {
  try {
    const inodes = readdirSync(FDS).map(inodeOf);
    return new Set(inodes.filter((inode) => inode !== undefined));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/**
 * The inode of a socket, by a name in that folder; `undefined` for any other file, and for what has been
 * closed: the descriptor that lists the folder is among its own entries, and gone.
 */
export function inodeOf(fd: string): number | undefined {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${FDS}/${fd}`))?.[1];
    return inode === undefined ? undefined : Number(inode);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
