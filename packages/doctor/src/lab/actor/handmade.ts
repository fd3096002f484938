/**
 * `handshake` and `segment`: a TCP connection made by hand from an address nobody has, so that
 * sequence numbers, timestamps and windows can be wrong on purpose.
 * @module
 */
import { C, close, errnoName, recv, sendto } from './libc.ts';
import type { HandshakeArgs, Ops } from './ops.ts';
import type { Packet } from './packet.ts';
import { flagNames, openRaw, openSniffer, synOptions, tcpPacket, timestamps } from './packet.ts';
import { refused } from './refused.ts';
import { addressBytes, sockaddr } from './sockaddr.ts';

/** A flow and what is known of both ends. */
interface Flow {
  readonly args: HandshakeArgs;
  readonly from: string;
  /** Sequence number of the first byte after our SYN. */
  readonly base: number;
  readonly useTs: boolean;
  next: number;
  ack: number;
  tsVal: number;
  tsEcr: number;
}

/** A segment that came back. */
interface Seen {
  readonly seq: number;
  readonly ack: number;
  readonly flags: string;
  readonly bytes: number;
  readonly tsVal: number | undefined;
}

const flows: Flow[] = [];

/** `handshake`. */
export async function handshake(args: HandshakeArgs): Promise<Ops['handshake']['result']> {
  const from = args.from ?? (args.to.includes(':') ? 'fd09:77::9' : '10.77.0.9');
  const seq = args.seq ?? 1_000;
  const tsVal = args.tsVal ?? 100_000;
  const flow: Flow = {
    args,
    from,
    base: (seq + 1) >>> 0,
    useTs: tsVal !== 0,
    next: (seq + 1) >>> 0,
    ack: 0,
    tsVal,
    tsEcr: 0,
  };
  const syn = { seq, ack: 0, flags: 'S', options: synOptions(tsVal, args.wscale ?? 7) };
  const seen = await exchange(flow, [packetOf(flow, syn)], args.timeoutMs ?? 1_000, isReply);
  const answer = seen.find((s) => isReply(s));
  if (answer?.flags !== 'SA') return { flow: undefined, flags: answer?.flags ?? '' };
  learn(flow, answer);
  if (args.complete ?? true) await exchange(flow, [packetOf(flow, { flags: 'A' })], 0, isReply);
  return { flow: flows.push(flow) - 1, flags: 'SA' };
}

const isReply = (seen: Seen): boolean => seen.flags !== '';

/** `segment`. */
export async function segment(args: Ops['segment']['args']): Promise<Ops['segment']['result']> {
  const flow = flows[args.flow];
  if (flow === undefined) throw refused(`find flow ${args.flow}`, 'ESRCH');
  const flags = args.flags ?? 'PA';
  const bytes = args.bytes ?? 0;
  const seq = args.seq === undefined ? flow.next : (flow.base + args.seq) >>> 0;
  const tsVal = args.tsVal ?? flow.tsVal + 1;
  const options = flow.useTs
    ? flags === 'S'
      ? synOptions(tsVal, flow.args.wscale ?? 7)
      : timestamps(tsVal, flow.tsEcr)
    : new Uint8Array();
  const ack = args.ack ?? flow.ack;
  const packet = packetOf(flow, { seq, ack, flags, options, bytes, window: args.window });
  const packets = Array<Buffer>(args.times ?? 1).fill(packet);
  const replies = await exchange(flow, packets, args.waitMs ?? 50, () => false);
  if (args.seq === undefined) flow.next = (seq + bytes + (flags.includes('F') ? 1 : 0)) >>> 0;
  if (args.tsVal === undefined) flow.tsVal = tsVal;
  for (const reply of replies) learn(flow, reply);
  return { replies: replies.map((reply) => reply.flags) };
}

function learn(flow: Flow, seen: Seen): void {
  const length = seen.bytes + (/[SF]/.test(seen.flags) ? 1 : 0);
  if (length > 0) flow.ack = (seen.seq + length) >>> 0;
  flow.tsEcr = seen.tsVal ?? flow.tsEcr;
}

interface Wish {
  readonly seq?: number;
  readonly ack?: number;
  readonly flags: string;
  readonly options?: Uint8Array;
  readonly bytes?: number;
  readonly window?: number | undefined;
}

function packetOf(flow: Flow, wish: Wish): Buffer {
  const packet: Packet = {
    from: flow.from,
    to: flow.args.to,
    sourcePort: flow.args.sourcePort,
    port: flow.args.port,
    seq: wish.seq ?? flow.next,
    ack: wish.ack ?? flow.ack,
    flags: wish.flags,
    window: wish.window ?? flow.args.window ?? 65_535,
    options:
      wish.options ?? (flow.useTs ? timestamps(flow.tsVal + 1, flow.tsEcr) : new Uint8Array()),
    bytes: wish.bytes ?? 0,
  };
  return tcpPacket(packet);
}

/** Sends packets and collects what comes back for this flow within `waitMs`, or until `enough`. */
async function exchange(
  flow: Flow,
  packets: readonly Buffer[],
  waitMs: number,
  enough: (seen: Seen) => boolean,
): Promise<Seen[]> {
  const sniffer = openSniffer(flow.args.to);
  const raw = openRaw(flow.args.to);
  try {
    const to = sockaddr(flow.args.to, 0);
    for (const packet of packets) {
      const sent = sendto(raw, packet, packet.length, 0, to, to.length);
      if (sent < 0) throw refused('send a segment', errnoName(sent));
    }
    return await listenFor(flow, sniffer, waitMs, enough);
  } finally {
    close(raw);
    close(sniffer);
  }
}

const incoming = Buffer.alloc(65_536);

async function listenFor(
  flow: Flow,
  sniffer: number,
  waitMs: number,
  enough: (seen: Seen) => boolean,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  const until = performance.now() + waitMs;
  for (;;) {
    const length = recv(sniffer, incoming, incoming.length, C.MSG_DONTWAIT);
    const one = length > 0 ? parse(flow, incoming.subarray(0, length)) : undefined;
    if (one !== undefined) seen.push(one);
    if (one !== undefined && enough(one)) return seen;
    if (length > 0) continue;
    if (performance.now() >= until) return seen;
    await new Promise((soon) => setTimeout(soon, 1));
  }
}

/** The TCP segment in an IP packet, when it is one from the peer to this flow. */
function parse(flow: Flow, ip: Buffer): Seen | undefined {
  const wide = (ip[0] ?? 0) >> 4 === 6;
  const headerBytes = wide ? 40 : ((ip[0] ?? 0) & 15) * 4;
  const sizes = wide ? { to: 24, length: 16 } : { to: 16, length: 4 };
  const to = ip.subarray(sizes.to, sizes.to + sizes.length);
  if (ip[wide ? 6 : 9] !== C.IPPROTO_TCP || !to.equals(addressBytes(flow.from))) return undefined;
  const tcp = ip.subarray(headerBytes);
  if (tcp.length < 20 || tcp.readUInt16BE(2) !== flow.args.sourcePort) return undefined;
  const dataAt = ((tcp[12] ?? 0) >> 4) * 4;
  return {
    seq: tcp.readUInt32BE(4),
    ack: tcp.readUInt32BE(8),
    flags: flagNames(tcp[13] ?? 0),
    bytes: tcp.length - dataAt,
    tsVal: findTimestamp(tcp.subarray(20, dataAt)),
  };
}

function findTimestamp(options: Buffer): number | undefined {
  for (let at = 0; at < options.length;) {
    const kind = options[at];
    if (kind === 8) return options.readUInt32BE(at + 2);
    if (kind === 0) return undefined;
    at += kind === 1 ? 1 : Math.max(2, options[at + 1] ?? 2);
  }
  return undefined;
}
