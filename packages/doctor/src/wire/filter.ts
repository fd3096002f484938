/**
 * Socket filters that run inside the kernel, so that only wanted sockets are handed over.
 *
 * A program is a list of conditions that only jump forward: to the next one when true, behind the
 * end (which rejects) when false. Ports use the GE and LE operations, which every kernel has.
 *
 * Source: `struct inet_diag_bc_op` in include/uapi/linux/inet_diag.h; `inet_diag_bc_run` and
 * `inet_diag_bc_audit` in net/ipv4/inet_diag.c.
 * @module
 */
import { DecodeError } from '../errors.ts';
import { parseAddress } from './address.ts';
import { joinBytes, LITTLE } from './netlink.ts';

/** What a socket must be to pass: every part that is given must hold. */
export interface SocketFilter {
  readonly localPort?: number;
  readonly localPortMin?: number;
  readonly localPortMax?: number;
  readonly remotePort?: number;
  readonly remotePortMin?: number;
  readonly remotePortMax?: number;
  /** An address, or a prefix such as `10.0.0.0/8`. An IPv4 one also matches v4-mapped IPv6 sockets. */
  readonly local?: string;
  readonly remote?: string;
}

/** Kernel: `INET_DIAG_BC_*`. */
const OP = {
  localGe: 2,
  localLe: 3,
  remoteGe: 4,
  remoteLe: 5,
  localHost: 7,
  remoteHost: 8,
} as const;

const OP_BYTES = 4;
const AF_INET = 2;
const AF_INET6 = 10;

/**
 * Compiles a filter for `dumpRequest`. `undefined` when nothing is asked for: an empty program is refused by the kernel.
 *
 * @throws {DecodeError} When an address or prefix length is not valid.
 * @throws {RangeError} When a port is not a whole number from 0 to 65535.
 */
export function filterBytecode(filter: SocketFilter): Uint8Array | undefined {
  const conditions = [
    ...portConditions(OP.localGe, filter.localPort ?? filter.localPortMin),
    ...portConditions(OP.localLe, filter.localPort ?? filter.localPortMax),
    ...portConditions(OP.remoteGe, filter.remotePort ?? filter.remotePortMin),
    ...portConditions(OP.remoteLe, filter.remotePort ?? filter.remotePortMax),
    ...hostConditions(OP.localHost, filter.local),
    ...hostConditions(OP.remoteHost, filter.remote),
  ];
  return conditions.length === 0 ? undefined : linkAll(conditions);
}

/** Points the false branch of every condition 4 bytes behind the end, where the kernel says no. */
function linkAll(conditions: readonly Uint8Array[]): Uint8Array {
  const program = joinBytes(conditions);
  const view = new DataView(program.buffer);
  let at = 0;
  for (const condition of conditions) {
    view.setUint16(at + 2, program.length - at + OP_BYTES, LITTLE);
    at += condition.length;
  }
  return program;
}

/** Two operations: the comparison, and one that only carries the port in its `no` field. */
function portConditions(code: number, port: number | undefined): Uint8Array[] {
  if (port === undefined) return [];
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`Cannot filter by port ${port}: ports are 0 to 65535`);
  }
  const bytes = new Uint8Array(2 * OP_BYTES);
  bytes.set([code, bytes.length]);
  new DataView(bytes.buffer).setUint16(OP_BYTES + 2, port, LITTLE);
  return [bytes];
}

/** The operation and its `struct inet_diag_hostcond`: family, prefix length, port (-1: any), address. */
function hostConditions(code: number, prefix: string | undefined): Uint8Array[] {
  if (prefix === undefined) return [];
  const slash = prefix.indexOf('/');
  const address = parseAddress(slash < 0 ? prefix : prefix.slice(0, slash));
  const bits = slash < 0 ? address.length * 8 : prefixBits(prefix, slash, address.length * 8);
  const bytes = new Uint8Array(OP_BYTES + 8 + address.length);
  const family = address.length === 4 ? AF_INET : AF_INET6;
  bytes.set([code, bytes.length, 0, 0, family, bits]);
  new DataView(bytes.buffer).setInt32(OP_BYTES + 4, -1, LITTLE);
  bytes.set(address, OP_BYTES + 8);
  return [bytes];
}

function prefixBits(prefix: string, slash: number, most: number): number {
  const text = prefix.slice(slash + 1);
  if (!/^\d{1,3}$/.test(text) || Number(text) > most) {
    throw new DecodeError(`prefix length of ${JSON.stringify(prefix)}`, slash + 1);
  }
  return Number(text);
}
