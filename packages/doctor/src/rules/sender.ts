/**
 * What holds a sending connection back, from how its `tcp_info` totals grew during the window.
 *
 * The kernel keeps a clock for each connection that has data to send, and says for which part of it
 * the peer's window, or the own send buffer, was the reason not to send. Source: `tcp_chrono_start()`
 * in net/ipv4/tcp_output.c, since 4.10.
 * @module
 */
import type { SocketFacts, TcpInfo } from '../model/socket.ts';
import { gained, latest } from './looks.ts';
import type { Trail } from './looks.ts';

/** Part of the window a connection must have been busy before its shares mean anything. */
export const BUSY_RATIO = 0.1;
/** Share of busy time: 71 to 99 % measured on flows held back by the peer's window, 0 to 2 % on healthy ones. */
export const WINDOW_SHARE = 0.5;
/**
 * With the throughput equal to window / round trip a smaller share is proof enough: `bbr` spreads a
 * 64 KB window over the whole 40 ms round trip and is counted as held back for 35 to 47 % only (measured).
 */
export const WINDOW_SHARE_WITH_PROOF = 0.2;
/** Share of busy time: 75 % measured with `cubic`. */
export const SNDBUF_SHARE = 0.3;
/**
 * With the throughput equal to buffer / round trip: 19 to 43 % measured with `bbr` and on a long fat path. Where
 * the line is full, with buffers of 64 KB to 1 MB, the clock runs for 0 to 7 %: nothing else is asked of it.
 */
export const SNDBUF_SHARE_WITH_PROOF = 0.15;
/**
 * Part of the window that a connection must be busy to be called held back without a pause, where a look
 * happens to meet an empty queue: 0.87 measured with SO_SNDBUF 16 KB and 64 KB for each write over 40 ms.
 */
const STEADILY_BUSY = 0.8;
/**
 * What speaks where the clock stands still: `reno` and `cubic` under a program that blocks (below). Busy for
 * 0.96 to 1.0 of the window measured, 0.45 to 0.85 under a program that pauses between writes of its own accord.
 */
const ALWAYS_BUSY = 0.93;
/** Share of busy time that the peer's window may have: 0 to 0.02 measured. */
const HARDLY = 0.1;
/**
 * Part of the buffer from which it is full: poll() and epoll tell a program that it may write again only below
 * this. Source: `sk_stream_min_wspace()` in include/net/sock.h.
 */
const NOT_WRITABLE = 2 / 3;
/** Part of the looks in which the buffer is full. Two of three measured: it empties and fills in bursts. */
const MOSTLY = 0.6;
/** Part of the buffer that is in use at the least, between two bursts: 0.5 to 0.8 measured. */
const DRAINED = 0.4;
/** Speed to the highest rate of delivery: 0.37 to 0.73 measured, 0.96 to 1.0 where the line is full. */
const BELOW_LINE = 0.8;
/**
 * Round trip to the shortest ever, from which the queue on the path is longer than the path: the line, or a machine on
 * it, is at its limit. 1.1 to 1.9 measured with a small buffer, whose bursts queue too; from 2.2 where the line is full.
 */
const LONG_QUEUE = 2;
/** 1 Gbit/s, bytes per second: whatever holds back such a flow, nobody is hurt. */
export const FAST_BYTES_PER_SEC = 125e6;
/** 100 Mbit/s, bytes per second: below this a limit is felt. */
export const SLOW_BYTES_PER_SEC = 12.5e6;
/**
 * Median round trip to the shortest ever, and µs above it, from which a queue stands on the path. Measured at
 * 100 Mbit/s and 40 ms: up to 1.12 where the window leaves the line half empty, on a busy machine too;
 * from 1.19 where the line is full.
 */
const QUEUED = 1.15;
const QUEUED_US = 5_000;
/** Segments in a window that never waits for a delayed ACK, which looks like a queue. */
const WIDE_SEGS = 32;
/** Largest to smallest of a value that counts as standing still. */
const STEADY = 1.25;

/** One connection's sending during the window. */
export interface Sending {
  /** Part of the window with data in flight or waiting, 0 to 1. */
  readonly busyRatio: number;
  /** Parts of the busy time held back by the peer's window and by the send buffer, 0 to 1. */
  readonly rwndShare: number;
  readonly sndbufShare: number;
  /** Bytes acknowledged per second of busy time. */
  readonly bytesPerSec: number;
}

/** What holds a connection back: the peer does not read, its buffer is small, or the own send buffer is. */
export type SenderLimit = 'closed window' | 'small window' | 'send buffer' | 'none';

/** Shares over the window; `undefined` on kernels without the clocks (before 4.10). */
export function sendingOf(trail: Trail, windowMs: number): Sending | undefined {
  const busyUs = gained(trail, (s) => s.info?.busyUs);
  const rwndUs = gained(trail, (s) => s.info?.rwndLimitedUs);
  const sndbufUs = gained(trail, (s) => s.info?.sndbufLimitedUs);
  const acked = gained(trail, (s) => s.info?.bytesAcked);
  if (busyUs === undefined || rwndUs === undefined || sndbufUs === undefined) return undefined;
  const of = (us: number) => (busyUs === 0 ? 0 : us / busyUs);
  return {
    busyRatio: windowMs === 0 ? 0 : busyUs / 1_000 / windowMs,
    rwndShare: of(rwndUs),
    sndbufShare: of(sndbufUs),
    bytesPerSec: busyUs === 0 ? 0 : (acked ?? 0) / (busyUs / 1e6),
  };
}

/** The one thing that holds a connection back; the shares exclude each other in time, the larger wins. */
export function limitOf(trail: Trail, windowMs: number): SenderLimit {
  const sending = sendingOf(trail, windowMs);
  if (sending === undefined || sending.busyRatio < BUSY_RATIO) return 'none';
  if (sending.bytesPerSec >= FAST_BYTES_PER_SEC) return 'none';
  const counted =
    sending.sndbufShare > sending.rwndShare
      ? bufferLimit(trail, sending)
      : windowLimit(trail, sending);
  return counted === 'none' && isUncounted(trail, sending) ? 'send buffer' : counted;
}

/**
 * The send buffer holds the connection back although the kernel's clock of it stands still.
 *
 * The clock starts when everything written is sent and the program waits. `reno` and `cubic` send in bursts:
 * a program that blocks then writes several buffers at once, waits until all is acknowledged, and is
 * never seen waiting at the right moment (0 % counted on Linux 6.18 at 14 to 50 of 100 Mbit/s); one with epoll
 * is not either. What tells: the buffer is smaller than what the congestion window would let out, it is full, and
 * the line has already delivered faster or has no queue.
 */
export function isUncounted(trail: Trail, sending: Sending): boolean {
  const { busyRatio, rwndShare, sndbufShare, bytesPerSec } = sending;
  if (busyRatio < ALWAYS_BUSY || rwndShare > HARDLY || sndbufShare >= SNDBUF_SHARE_WITH_PROOF) {
    return false;
  }
  return (
    isConstant(trail.map(sndbuf)) &&
    sndbuf(latest(trail)) < middle(trail, (info) => info.cwndSegs * info.sndMssBytes) &&
    trail.every((s) => queued(s) >= DRAINED * sndbuf(s)) &&
    (waitsInBursts(trail, bytesPerSec) || waitsOnAnEmptyPath(trail, bytesPerSec))
  );
}

/** A program that blocks: the buffer overflows in bursts, and the line has delivered faster. */
const waitsInBursts = (trail: Trail, bytesPerSec: number): boolean =>
  isMost(trail, (s) => sndbuf(s) > 0 && s.sendQueue >= sndbuf(s)) &&
  middle(trail, (info) => info.rttUs) < LONG_QUEUE * minRttUs(trail) &&
  wasFaster(trail, bytesPerSec);

/** A program with epoll: the buffer is full, all of it is on its way, and yet no packets queue there. */
const waitsOnAnEmptyPath = (trail: Trail, bytesPerSec: number): boolean =>
  trail.every((s) => s.info?.notSentBytes === 0) &&
  middle(trail, (info) => info.rttUs) < QUEUED * minRttUs(trail) &&
  (trail.every(isBufferFull) || (isMost(trail, isBufferFull) && wasFaster(trail, bytesPerSec)));

/** The program is told to wait before it writes more. */
export const isBufferFull = (socket: SocketFacts): boolean =>
  sndbuf(socket) > 0 && queued(socket) >= NOT_WRITABLE * sndbuf(socket);

/** The line has delivered faster than the connection runs now: it is not full. */
export const wasFaster = (trail: Trail, bytesPerSec: number): boolean =>
  bytesPerSec < BELOW_LINE * Math.max(...trail.map((s) => s.info?.deliveryRateBytesPerSec ?? 0));

const isMost = (trail: Trail, is: (socket: SocketFacts) => boolean): boolean =>
  trail.filter(is).length >= MOSTLY * trail.length;

/** What the buffer holds, as the kernel counts it: 1,000-byte writes fill it with 55 % of data. */
export const queued = (socket: SocketFacts): number =>
  socket.memory?.wmemQueuedBytes ?? socket.sendQueue;

const isConstant = (values: readonly number[]): boolean =>
  values.every((value) => value === values[0]);

function windowLimit(trail: Trail, sending: Sending): SenderLimit {
  const windows = trail.map((s) => s.info?.sndWndBytes ?? 0);
  const standing = isSteady(windows) && fills(trail, sending, Math.min(...windows));
  const enough = standing ? WINDOW_SHARE_WITH_PROOF : WINDOW_SHARE;
  if (sending.rwndShare < enough) return 'none';
  if (trail.some(isClosed)) return 'closed window';
  if (standing) return fillsTheLine(trail) ? 'none' : 'small window';
  return isGrowing(windows) ? 'none' : 'closed window';
}

function bufferLimit(trail: Trail, sending: Sending): SenderLimit {
  const full = trail.every((s) => s.sendQueue > 0 && s.sendQueue >= 0.5 * sndbuf(s));
  const inUse = trail.filter((s) => s.sendQueue > 0).length;
  const wanted = sending.busyRatio >= STEADILY_BUSY ? MOSTLY * trail.length : trail.length;
  if (isGrowing(trail.map(sndbuf)) || inUse < wanted) return 'none';
  const proven = full && fills(trail, sending, Math.min(...trail.map((s) => s.sendQueue)));
  return sending.sndbufShare >= (proven ? SNDBUF_SHARE_WITH_PROOF : SNDBUF_SHARE)
    ? 'send buffer'
    : 'none';
}

const sndbuf = (socket: SocketFacts): number => socket.memory?.sndbufBytes ?? 0;

/** The window is shut, or open by less than a segment: data waits and the probe timer runs. */
export const isClosed = (socket: SocketFacts): boolean =>
  socket.sendQueue > 0 &&
  (socket.timer === 'probe' ||
    (socket.info?.sndWndBytes !== undefined && socket.info.sndWndBytes < socket.info.sndMssBytes));

/** One round trip carries about as many bytes as the limit allows: throughput = limit / round trip. */
function fills(trail: Trail, sending: Sending, limitBytes: number): boolean {
  const perRoundTrip = (sending.bytesPerSec * middle(trail, (info) => info.rttUs)) / 1e6;
  return perRoundTrip >= 0.5 * limitBytes && perRoundTrip <= 1.5 * limitBytes;
}

/**
 * The window is open, large enough that no delayed ACK is waited for, and yet packets queue on the way:
 * the line is full, and a larger window would only make the queue longer.
 */
function fillsTheLine(trail: Trail): boolean {
  const rttUs = middle(trail, (info) => info.rttUs);
  const queued = rttUs - minRttUs(trail);
  const wide = trail.every(
    (s) => (s.info?.sndWndBytes ?? 0) >= WIDE_SEGS * (s.info?.sndMssBytes ?? 1),
  );
  return wide && queued >= QUEUED_US && rttUs >= QUEUED * minRttUs(trail);
}

const isSteady = (values: readonly number[]): boolean =>
  Math.min(...values) > 0 && Math.max(...values) <= STEADY * Math.min(...values);

/** The kernel is still enlarging it. */
const isGrowing = (values: readonly number[]): boolean =>
  values.every((value, n) => n === 0 || value >= (values[n - 1] ?? 0)) &&
  (values.at(-1) ?? 0) > STEADY * (values[0] ?? 0);

/** The median over the looks of a `tcp_info` value; 0 without `tcp_info`. */
export function middle(trail: Trail, read: (info: TcpInfo) => number): number {
  const values = trail
    .map((s) => (s.info === undefined ? 0 : read(s.info)))
    .toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}

/** Lowest round trip ever measured on the connection, µs; the median of now where the kernel does not tell. */
export const minRttUs = (trail: Trail): number => {
  const least = latest(trail).info?.minRttUs;
  return least === undefined || least === 0 ? middle(trail, (info) => info.rttUs) : least;
};
