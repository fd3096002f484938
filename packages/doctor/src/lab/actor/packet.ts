/**
 * TCP segments made by hand, with their IP header, and the raw sockets that send and see them.
 *
 * Source: RFC 9293 (TCP), RFC 7323 (timestamps, window scale), raw(7), packet(7).
 * @module
 */
import { C, errnoName, socket } from './libc.ts';
import { refused } from './refused.ts';
import { addressBytes, familyOf } from './sockaddr.ts';

/** Everything in a segment that matters. */
export interface Packet {
  readonly from: string;
  readonly to: string;
  readonly sourcePort: number;
  readonly port: number;
  readonly seq: number;
  readonly ack: number;
  /** Any of `F S R P A`. */
  readonly flags: string;
  readonly window: number;
  /** TCP options; padded here. */
  readonly options: Uint8Array;
  /** Payload size; the bytes mean nothing. */
  readonly bytes: number;
}

const FLAGS = ['F', 'S', 'R', 'P', 'A'] as const;

/** `SA` for 0x12. */
export const flagNames = (bits: number): string =>
  FLAGS.filter((_, n) => (bits & (1 << n)) !== 0).join('');

const flagBits = (names: string): number =>
  FLAGS.reduce((bits, name, n) => bits | (names.includes(name) ? 1 << n : 0), 0);

/** Timestamp option, RFC 7323, with two NOPs before it. */
export function timestamps(value: number, echo: number): Uint8Array {
  const out = Buffer.from([1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0]);
  out.writeUInt32BE(value >>> 0, 4);
  out.writeUInt32BE(echo >>> 0, 8);
  return out;
}

/** MSS 1400, SACK permitted, timestamps (none when 0), window scale. */
export const synOptions = (tsVal: number, wscale: number): Uint8Array =>
  Buffer.concat([
    Uint8Array.of(2, 4, 1_400 >> 8, 1_400 & 255, 1, 1, 4, 2),
    tsVal === 0 ? new Uint8Array() : timestamps(tsVal, 0),
    Uint8Array.of(1, 3, 3, wscale),
  ]);

/** The whole IP packet. */
export function tcpPacket(packet: Packet): Buffer {
  const segment = tcpSegment(packet);
  const header = packet.to.includes(':') ? ipv6Header : ipv4Header;
  return Buffer.concat([header(packet, segment.length), segment]);
}

function tcpSegment(p: Packet): Buffer {
  const optionBytes = (p.options.length + 3) & ~3;
  const out = Buffer.alloc(20 + optionBytes + p.bytes, 1);
  out.writeUInt16BE(p.sourcePort, 0);
  out.writeUInt16BE(p.port, 2);
  out.writeUInt32BE(p.seq >>> 0, 4);
  out.writeUInt32BE(p.ack >>> 0, 8);
  out[12] = ((20 + optionBytes) / 4) << 4;
  out[13] = flagBits(p.flags);
  out.writeUInt16BE(p.window, 14);
  out.writeUInt32BE(0, 16);
  out.set(p.options, 20);
  out.writeUInt16BE(checksum(Buffer.concat([pseudoHeader(p, out.length), out])), 16);
  return out;
}

function pseudoHeader(p: Packet, length: number): Buffer {
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(length, 0);
  tail[7] = C.IPPROTO_TCP;
  return Buffer.concat([addressBytes(p.from), addressBytes(p.to), tail]);
}

/** Internet checksum, RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let n = 0; n < bytes.length; n += 2) sum += ((bytes[n] ?? 0) << 8) | (bytes[n + 1] ?? 0);
  while (sum > 0xffff) sum = (sum >>> 16) + (sum & 0xffff);
  return ~sum & 0xffff;
}

function ipv4Header(p: Packet, length: number): Buffer {
  const out = Buffer.alloc(20); // the kernel fills in the checksum
  out[0] = 0x45;
  out.writeUInt16BE(20 + length, 2);
  out[8] = 64;
  out[9] = C.IPPROTO_TCP;
  out.set(addressBytes(p.from), 12);
  out.set(addressBytes(p.to), 16);
  return out;
}

function ipv6Header(p: Packet, length: number): Buffer {
  const out = Buffer.alloc(40);
  out[0] = 0x60;
  out.writeUInt16BE(length, 4);
  out[6] = C.IPPROTO_TCP;
  out[7] = 64;
  out.set(addressBytes(p.from), 8);
  out.set(addressBytes(p.to), 24);
  return out;
}

/** A raw socket that sends whole packets; needs CAP_NET_RAW. @throws {OpError} */
export function openRaw(like: string): number {
  return opened(socket(familyOf(like), C.SOCK_RAW | C.SOCK_CLOEXEC, C.IPPROTO_RAW));
}

/** Linux's ETH_P_IP and ETH_P_IPV6. */
const ETHERTYPE = { 2: 0x0800, 10: 0x86dd } as const;

/** A packet socket that sees every packet of the family come in, from its IP header on. @throws {OpError} */
export function openSniffer(like: string): number {
  const type = ETHERTYPE[familyOf(like) as 2 | 10];
  const inNetworkOrder = ((type & 0xff) << 8) | (type >> 8);
  const kind = C.SOCK_DGRAM | C.SOCK_NONBLOCK | C.SOCK_CLOEXEC;
  return opened(socket(C.AF_PACKET, kind, inNetworkOrder));
}

function opened(fd: number): number {
  if (fd < 0) throw refused('open a raw socket', errnoName(fd));
  return fd;
}
