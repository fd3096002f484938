/**
 * The kernel's side of a socket dump: replies made from plain data.
 *
 * Tests and the fake kernel speak through it, and so does `/proc/net/tcp`, whose lines become the same
 * messages so that one view serves both.
 *
 * Source: include/uapi/linux/inet_diag.h, include/uapi/linux/tcp.h.
 * @module
 */
import { STATES } from '../model/socket.ts';
import type { SocketFacts, SocketMemory, TcpInfo, Timer } from '../model/socket.ts';
import { parseAddress } from './address.ts';
import { encodeAttribute, encodeMessage, FLAG, joinBytes, LITTLE, MESSAGE } from './netlink.ts';
import { TCP_INFO_BYTES, TCP_INFO_FIELDS } from './tcp-info-layout.ts';

/** What a reply shall say. A socket is established, IPv4, from and to 0.0.0.0:0, and idle unless said otherwise. */
export interface SocketParts extends Partial<Omit<SocketFacts, 'info' | 'memory'>> {
  readonly memory?: Partial<SocketMemory>;
  /** Fields left out are 0, and `minRttUs` is the kernel's "none yet". */
  readonly info?: Partial<TcpInfo>;
}

/** How a reply is put together. */
export interface ReplyOptions {
  /** Bytes of `struct tcp_info` to send: fewer plays an older kernel. @default 280, Linux 6.18 */
  readonly infoBytes?: number;
  /** Sets `NLM_F_DUMP_INTR`. @default false */
  readonly interrupted?: boolean;
  /** @default 1 */
  readonly sequence?: number;
}

/** Kernel: `INET_DIAG_*`. */
const ATTRIBUTE = { info: 2, congestion: 4, memory: 7, shutdown: 8, cgroupId: 21 } as const;
const TIMERS: readonly Timer[] = ['off', 'retransmit', 'keepalive', 'timeWait', 'probe'];
const NO_MIN_RTT = 0xffff_ffff;

/** One message of a dump: a socket. @throws {DecodeError} When an address is not valid. */
export function encodeSocket(parts: SocketParts, options: ReplyOptions = {}): Uint8Array {
  const payload = joinBytes([diagMessage(parts), ...attributes(parts, options)]);
  return encodeMessage(header(MESSAGE.sockDiagByFamily, options), payload);
}

/** The end of a dump. With `errno`, the dump failed on its way. */
export function encodeDone(options: ReplyOptions & { readonly errno?: number } = {}): Uint8Array {
  return encodeMessage(header(MESSAGE.done, options), int32(-(options.errno ?? 0)));
}

/** The refusal of a request: NLMSG_ERROR. An `errno` of 0 is an acknowledgement. */
export function encodeError(errno: number, options: ReplyOptions = {}): Uint8Array {
  const refused = new Uint8Array(16); // header of the request, which the kernel echoes
  return encodeMessage(
    { ...header(MESSAGE.error, options), flags: 0 },
    joinBytes([int32(-errno), refused]),
  );
}

const header = (type: number, { interrupted = false, sequence = 1 }: ReplyOptions) => ({
  type,
  flags: FLAG.multi | (interrupted ? FLAG.dumpInterrupted : 0),
  sequence,
});

/** `struct inet_diag_msg`. */
function diagMessage(parts: SocketParts): Uint8Array {
  const bytes = new Uint8Array(72);
  const view = new DataView(bytes.buffer);
  const wildcard = parts.family === 'ipv6' ? '::' : '0.0.0.0';
  const { local, remote } = parts;
  bytes[0] = parts.family === 'ipv6' ? 10 : 2;
  bytes[1] = STATES.indexOf(parts.state ?? 'established') + 1;
  bytes[2] = TIMERS.indexOf(parts.timer ?? 'off');
  bytes[3] = parts.timerRetries ?? 0;
  view.setUint16(4, local?.port ?? 0);
  view.setUint16(6, remote?.port ?? 0);
  bytes.set(parseAddress(local?.address ?? wildcard), 8);
  bytes.set(parseAddress(remote?.address ?? wildcard), 24);
  view.setBigUint64(44, BigInt(parts.cookie ?? 0), LITTLE);
  view.setUint32(52, parts.timerMs ?? 0, LITTLE);
  view.setUint32(56, parts.recvQueue ?? 0, LITTLE);
  view.setUint32(60, parts.sendQueue ?? 0, LITTLE);
  view.setUint32(64, parts.uid ?? 0, LITTLE);
  view.setUint32(68, parts.inode ?? 0, LITTLE);
  return bytes;
}

/** In the order of the kernel. */
function attributes(parts: SocketParts, options: ReplyOptions): Uint8Array[] {
  const { shutdown, cgroupId, memory, info, congestion } = parts;
  const list: Uint8Array[] = [];
  const put = (type: number, value: Uint8Array) => list.push(encodeAttribute(type, value));
  if (shutdown !== undefined) put(ATTRIBUTE.shutdown, Uint8Array.of(shutdown));
  if (cgroupId !== undefined) put(ATTRIBUTE.cgroupId, uint64(BigInt(cgroupId)));
  if (memory !== undefined) put(ATTRIBUTE.memory, memoryInfo(memory));
  if (info !== undefined) put(ATTRIBUTE.info, tcpInfo(info, options.infoBytes));
  if (congestion !== undefined) put(ATTRIBUTE.congestion, zeroEnded(congestion));
  return list;
}

/** `SK_MEMINFO`: nine words. */
function memoryInfo(memory: Partial<SocketMemory>): Uint8Array {
  const { rmemBytes = 0, rcvbufBytes = 0, wmemBytes = 0, sndbufBytes = 0 } = memory;
  const { wmemQueuedBytes = 0, drops = 0 } = memory;
  const limits = [rmemBytes, rcvbufBytes, wmemBytes, sndbufBytes];
  return new Uint8Array(Uint32Array.of(...limits, 0, wmemQueuedBytes, 0, 0, drops).buffer);
}

/** `struct tcp_info`, cut to `length`. */
function tcpInfo(info: Partial<TcpInfo>, length: number = TCP_INFO_BYTES['6.18']): Uint8Array {
  const bytes = new Uint8Array(Math.max(length, TCP_INFO_BYTES['6.18']));
  const view = new DataView(bytes.buffer);
  const values = { minRttUs: NO_MIN_RTT, ...info };
  bytes[7] = info.appLimited === true ? 1 : 0;
  for (const name of Object.keys(TCP_INFO_FIELDS) as (keyof typeof TCP_INFO_FIELDS)[]) {
    const field = TCP_INFO_FIELDS[name];
    const value = values[name] ?? 0;
    if (field.bytes === 1) view.setUint8(field.at, value);
    else if (field.bytes === 4) view.setUint32(field.at, value, LITTLE);
    else view.setBigUint64(field.at, BigInt(value), LITTLE);
  }
  return bytes.subarray(0, length);
}

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
const uint64 = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
const zeroEnded = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length + 1 }, (_, n) => text.charCodeAt(n)); // NaN becomes 0
