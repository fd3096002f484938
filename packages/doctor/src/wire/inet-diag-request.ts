/**
 * The request for a socket dump: netlink header, `struct inet_diag_req_v2`, optional filter.
 *
 * Source: include/uapi/linux/inet_diag.h, include/uapi/linux/sock_diag.h.
 * @module
 */
import { STATES } from '../model/socket.ts';
import type { Family, State } from '../model/socket.ts';
import { encodeAttribute, encodeMessage, FLAG, joinBytes, LITTLE, MESSAGE } from './netlink.ts';

/** The parts of a socket that are sent only when asked for, by their bit in `idiag_ext` (`INET_DIAG_*` minus one). */
const EXTENSION_BIT = { info: 1, congestion: 3, memory: 6 } as const;

/**
 * A part of a socket to ask for: `struct tcp_info`, the congestion control's name, `SK_MEMINFO`. The
 * closed directions and the cgroup (since 5.9) come unasked. TIME_WAIT and SYN_RECV never have any.
 */
export type Attribute = keyof typeof EXTENSION_BIT;

/** Which sockets a dump shall bring, and what of them. */
export interface DumpQuery {
  /**
   * v4-mapped sockets are `ipv6`. Both families in one dump spare the kernel a second walk over its
   * whole hash table, which is most of the work in a namespace with few sockets.
   */
  readonly family: Family | 'both';
  readonly states: readonly State[];
  readonly attributes: readonly Attribute[];
  /** From `filterBytecode`. */
  readonly filter?: Uint8Array | undefined;
  /** @default 1 */
  readonly sequence?: number;
}

const AF = { ipv4: 2, ipv6: 10 } as const;
const IPPROTO_TCP = 6;
/** Kernel: `sizeof(struct inet_diag_req_v2)`. The socket id in it is not looked at by dumps. */
const REQUEST_BYTES = 56;
/** Kernel: `sizeof(struct inet_diag_req)`, with the states behind the socket id. */
const OLD_REQUEST_BYTES = 60;
const OLD_STATES_AT = 52;
const INET_DIAG_REQ_BYTECODE = 1;

/** The bytes to send to sock_diag: header, request, and the filter attribute where there is one. */
export function dumpRequest(query: DumpQuery): Uint8Array {
  const { type, request } = query.family === 'both' ? oldRequest(query) : newRequest(query);
  const payload =
    query.filter === undefined
      ? request
      : joinBytes([request, encodeAttribute(INET_DIAG_REQ_BYTECODE, query.filter)]);
  const flags = FLAG.request | FLAG.dump;
  return encodeMessage({ type, flags, sequence: query.sequence ?? 1 }, payload);
}

interface Request {
  readonly type: number;
  readonly request: Uint8Array;
}

/** `struct inet_diag_req_v2`: one family. */
function newRequest({ family, states, attributes }: DumpQuery): Request {
  const request = new Uint8Array(REQUEST_BYTES);
  request.set([AF[family === 'ipv6' ? 'ipv6' : 'ipv4'], IPPROTO_TCP, extensionBits(attributes)]);
  new DataView(request.buffer).setUint32(4, stateBits(states), LITTLE);
  return { type: MESSAGE.sockDiagByFamily, request };
}

/** `struct inet_diag_req`: the older request, whose dump takes every family (`inet_diag_dump_compat`). */
function oldRequest({ states, attributes }: DumpQuery): Request {
  const request = new Uint8Array(OLD_REQUEST_BYTES);
  request.set([0, 0, 0, extensionBits(attributes)]);
  new DataView(request.buffer).setUint32(OLD_STATES_AT, stateBits(states), LITTLE);
  return { type: MESSAGE.tcpDiagGetSock, request };
}

const extensionBits = (attributes: readonly Attribute[]): number =>
  attributes.reduce((bits, name) => bits | (1 << EXTENSION_BIT[name]), 0);

/** One bit per kernel state number. A half-open connection is NEW_SYN_RECV inside the kernel since 4.4: ask for both. */
function stateBits(states: readonly State[]): number {
  const numbers = states.flatMap((state) =>
    state === 'synRecv' || state === 'newSynRecv' ? [3, 12] : [STATES.indexOf(state) + 1],
  );
  return numbers.reduce((bits, number) => bits | (1 << number), 0);
}
