/**
 * Socket addresses, from text to the bytes the kernel takes.
 *
 * Source: ip(7), ipv6(7): `struct sockaddr_in` is 16 bytes, `struct sockaddr_in6` is 28.
 * @module
 */
import { C } from './libc.ts';

/** `AF_INET` or `AF_INET6`, from how the address is written. */
export const familyOf = (address: string): number =>
  address.includes(':') ? C.AF_INET6 : C.AF_INET;

/** The bytes of an address in network order: 4, or 16 for IPv6 (also `::ffff:10.0.0.1`). */
export function addressBytes(address: string): Uint8Array {
  return address.includes(':')
    ? ipv6Bytes(address)
    : Uint8Array.from(address.split('.').map(Number));
}

function ipv6Bytes(address: string): Uint8Array {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted === null ? address : `${dotted[1]}${words(dotted.slice(2).map(Number))}`;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(gap).fill('0'), ...right].map((w) => parseInt(w, 16));
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

const words = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string =>
  `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;

/** `struct sockaddr_in` or `struct sockaddr_in6`. Port 0 lets the kernel choose. */
export function sockaddr(address: string, port: number): Buffer {
  const bytes = addressBytes(address);
  const wide = bytes.length === 16;
  const out = Buffer.alloc(wide ? 28 : 16);
  new Uint16Array(out.buffer, out.byteOffset, 1)[0] = wide ? C.AF_INET6 : C.AF_INET;
  out.writeUInt16BE(port, 2);
  out.set(bytes, wide ? 8 : 4);
  return out;
}
