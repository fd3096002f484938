/**
 * IP addresses between the kernel's bytes and canonical text.
 *
 * Source: RFC 5952 for IPv6 text; include/uapi/linux/inet_diag.h for the words: four 32-bit
 * integers read in host order whose bytes are in network order; IPv4 uses the first.
 * @module
 */
import { DecodeError } from '../errors.ts';
import type { Family } from '../model/socket.ts';
import { LITTLE } from './netlink.ts';

/** The four address words of one end of a socket, as read from the message. */
export type AddressWords = readonly [number, number, number, number];

/** Canonical text of an address given as the words of a socket view (`localWord(0)` to `localWord(3)`). */
export function addressText(family: Family, words: AddressWords): string {
  return family === 'ipv4' ? ipv4Text(words[0]) : ipv6Text(words);
}

/** `10.0.0.1`, from the word as read in host order. */
function ipv4Text(word: number): string {
  const w = networkOrder(word);
  return `${w >>> 24}.${(w >>> 16) & 255}.${(w >>> 8) & 255}.${w & 255}`;
}

/** RFC 5952: lower case, no leading zeros, `::` for the first longest run of zero groups; `::ffff:a.b.c.d` when v4-mapped. */
function ipv6Text(words: AddressWords): string {
  const [a, b, c, d] = words;
  if (a === 0 && b === 0 && networkOrder(c) === 0xffff) return `::ffff:${ipv4Text(d)}`;
  const groups = words.flatMap((word) => {
    const w = networkOrder(word);
    return [w >>> 16, w & 0xffff];
  });
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** The first longest run of zeros. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [n, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: n + 1 - length, length };
  }
  return best;
}

/** A word read in host order as the number its network-order bytes spell. */
function networkOrder(word: number): number {
  if (!LITTLE) return word;
  const swapped = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  return swapped >>> 0;
}

/**
 * The bytes of an address, in network order: 4 for IPv4, 16 for IPv6.
 *
 * @throws {DecodeError} When `text` is not a numeric address. Brackets, zones (`%eth0`) and leading zeros in IPv4 are refused.
 */
export function parseAddress(text: string): Uint8Array {
  const bytes = text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text);
  if (bytes === undefined) throw new DecodeError(`address ${JSON.stringify(text)}`, 0);
  return Uint8Array.from(bytes);
}

function ipv4Bytes(text: string): number[] | undefined {
  const parts = text.split('.');
  const valid = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return valid && parts.length === 4 ? parts.map(Number) : undefined;
}

function ipv6Bytes(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupBytes(halves[0] ?? '', halves.length === 1);
  if (halves.length === 1) return head?.length === 16 ? head : undefined;
  const tail = groupBytes(halves[1] ?? '', true);
  if (head === undefined || tail === undefined) return undefined;
  const gap = 16 - head.length - tail.length;
  return gap >= 2 ? [...head, ...Array.from({ length: gap }, () => 0), ...tail] : undefined;
}

/** Bytes of `a:b:c`. The last part may be a dotted IPv4 address where that is the end of the address. */
function groupBytes(text: string, endsAddress: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [n, part] of parts.entries()) {
    const dotted = endsAddress && n === parts.length - 1 ? ipv4Bytes(part) : undefined;
    if (dotted === undefined && !/^[\da-f]{1,4}$/i.test(part)) return undefined;
    const group = Number.parseInt(part, 16);
    bytes.push(...(dotted ?? [group >>> 8, group & 255]));
  }
  return bytes;
}
