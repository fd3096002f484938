/**
 * Netlink framing: message header, attributes, and the numbers both directions share.
 *
 * Source: include/uapi/linux/netlink.h. Integers are in host byte order.
 * @module
 */

/** True on little-endian hosts: the last argument of `DataView` calls on host-order fields. */
export const LITTLE: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes of a message header: length, type, flags, sequence, port id. */
export const HEADER_BYTES = 16;

/**
 * Message types. The first four are netlink's own. The others are sock_diag's requests, and its
 * replies carry the type of the request: one family's sockets, or TCP's of every family.
 */
export const MESSAGE = {
  noop: 1,
  error: 2,
  done: 3,
  overrun: 4,
  tcpDiagGetSock: 18,
  sockDiagByFamily: 20,
} as const;

/** Message flags. `dumpInterrupted`: the table changed under the dump, it may lack entries. */
export const FLAG = { request: 0x01, multi: 0x02, dumpInterrupted: 0x10, dump: 0x300 } as const;

/** Rounds a length up to the 4 bytes that messages and attributes are aligned to. */
export const align4 = (bytes: number): number => (bytes + 3) & ~3;

/** What a message says besides its payload. */
export interface MessageHeader {
  readonly type: number;
  readonly flags: number;
  /** Echoed by the kernel in every reply. */
  readonly sequence: number;
}

/** One netlink message around `payload`, padded to 4 bytes. The length field includes the padding. */
export function encodeMessage(header: MessageHeader, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + align4(payload.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, LITTLE);
  view.setUint16(4, header.type, LITTLE);
  view.setUint16(6, header.flags, LITTLE);
  view.setUint32(8, header.sequence, LITTLE);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** One netlink attribute around `value`, padded to 4 bytes. The length field does not include the padding. */
export function encodeAttribute(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + align4(value.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 4 + value.length, LITTLE);
  view.setUint16(2, type, LITTLE);
  bytes.set(value, 4);
  return bytes;
}

/** Puts byte arrays one after the other: messages into a receive buffer, attributes into a payload. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
