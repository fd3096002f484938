/**
 * `track`: entries in the connection tracking table, as connections that stand would leave them. They
 * are written by netlink into the table of the actor's own namespace; no packet is sent.
 *
 * Source: include/uapi/linux/netfilter/nfnetlink.h and nfnetlink_conntrack.h.
 * @module
 */
import { encodeAttribute, encodeMessage, FLAG, joinBytes } from '../../wire/netlink.ts';
import { nobody } from './flood.ts';
import { C, close, errnoName, send, socket } from './libc.ts';
import type { Ops, TrackArgs } from './ops.ts';
import { refused } from './refused.ts';
import { addressBytes, familyOf } from './sockaddr.ts';

const NETLINK_NETFILTER = 12;
/** `NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW`. */
const NEW_ENTRY = 0x100;
const CREATE = 0x400;
const NESTED = 0x8000;
/** `IPS_SEEN_REPLY | IPS_ASSURED | IPS_CONFIRMED`: such an entry is not evicted for a new one. */
const ASSURED = 0b1110;
const ESTABLISHED = 3;
/** Entries in one send: those of one source address, by port. */
const BATCH = 250;
const FIRST_PORT = 1_024;
const FIRST_SOURCE = 1;

/** `track`. */
export function track(args: TrackArgs): Ops['track']['result'] {
  const netlink = socket(C.AF_NETLINK, C.SOCK_RAW | C.SOCK_CLOEXEC, NETLINK_NETFILTER);
  if (netlink < 0) throw refused('open netlink', errnoName(netlink));
  const first = entry(FIRST_SOURCE, FIRST_PORT, args);
  const bytes = Buffer.from(
    joinBytes(Array.from({ length: BATCH }, (_, n) => entry(FIRST_SOURCE, FIRST_PORT + n, args))),
  );
  const places = placesOf(addressBytes(nobody(FIRST_SOURCE, args.to)), bytes);
  try {
    for (let n = 0; n * BATCH < args.count; n += 1) {
      const from = addressBytes(nobody(FIRST_SOURCE + n, args.to));
      for (const at of places) bytes.set(from, at);
      const length = first.length * Math.min(BATCH, args.count - n * BATCH);
      const sent = send(netlink, bytes, length, 0);
      if (sent < 0) throw refused('write entries', errnoName(sent));
    }
  } finally {
    close(netlink);
  }
  return { asked: args.count };
}

/** Where the source address stands, to be written over with the next. */
function placesOf(address: Uint8Array, bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(address); at >= 0; at = bytes.indexOf(address, at + 1)) {
    places.push(at);
  }
  return places;
}

/** The message that makes one. */
function entry(source: number, sourcePort: number, args: TrackArgs): Uint8Array {
  const [from, to] = [addressBytes(nobody(source, args.to)), addressBytes(args.to)];
  const attributes = [
    nested(1, tuple(from, to, sourcePort, args.port)),
    nested(2, tuple(to, from, args.port, sourcePort)),
    encodeAttribute(3, be32(ASSURED)),
    nested(4, [nested(1, [encodeAttribute(1, Uint8Array.of(ESTABLISHED))])]),
    encodeAttribute(7, be32(args.timeoutS)),
  ];
  return encodeMessage(
    { type: NEW_ENTRY, flags: FLAG.request | CREATE, sequence: 0 },
    joinBytes([Uint8Array.of(familyOf(args.to), 0, 0, 0), ...attributes]),
  );
}

/** One direction: addresses, protocol, ports. */
function tuple(source: Uint8Array, target: Uint8Array, from: number, to: number): Uint8Array[] {
  const [sourceType, targetType] = source.length === 4 ? [1, 2] : [3, 4];
  return [
    nested(1, [encodeAttribute(sourceType, source), encodeAttribute(targetType, target)]),
    nested(2, [
      encodeAttribute(1, Uint8Array.of(C.IPPROTO_TCP)),
      encodeAttribute(2, be16(from)),
      encodeAttribute(3, be16(to)),
    ]),
  ];
}

const nested = (type: number, parts: readonly Uint8Array[]): Uint8Array =>
  encodeAttribute(type | NESTED, joinBytes(parts));
const be16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const be32 = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
