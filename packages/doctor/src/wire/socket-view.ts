/**
 * One cursor over a socket dump: every field of every socket, read by offset where it lies.
 *
 * Source: `struct tcp_info` in include/uapi/linux/tcp.h. Byte offsets are written as in the struct,
 * divided by the 4 of a word. The struct grows at its end: what an older kernel does not send is
 * `undefined`, never 0.
 * @module
 */
import type { TcpInfo } from '../model/socket.ts';
import { SocketRow } from './socket-row.ts';

/** Everything rules read of `tcp_info`, absent where the kernel does not send it. */
type InfoFields = { readonly [Name in keyof Required<TcpInfo>]: TcpInfo[Name] };

/** Kernel: no sample yet (`tcp_min_rtt`). */
const NO_MIN_RTT = 0xffff_ffff;

/** `tcpi_delivery_rate_app_limited`, the first bit field of its byte. */
const APP_LIMITED = 1;

/**
 * The view that folds read. `attach()` a buffer, step with `next()`, read. Fields of `tcp_info` carry
 * the names and units of `TcpInfo`. Where the kernel sent no `tcp_info` (ask `hasInfo`), a number that
 * every kernel sends is NaN, so that no comparison holds, and one of the tail is `undefined`.
 *
 * Two traps of the kernel's own: on a listener only `cwndSegs` and `unackedSegs` are filled in, the
 * latter with the accept queue's length; in SYN_SENT the three "since" times count from boot.
 */
export class SocketView extends SocketRow implements InfoFields {
  /** The kernel sent `struct tcp_info`. */
  get hasInfo(): boolean {
    return this.info !== 0;
  }

  get caState(): number {
    return this.info === 0 ? Number.NaN : (this.bytes[this.info * 4 + 1] as number);
  }

  get retransmits(): number {
    return this.info === 0 ? Number.NaN : (this.bytes[this.info * 4 + 2] as number);
  }

  get probes(): number {
    return this.info === 0 ? Number.NaN : (this.bytes[this.info * 4 + 3] as number);
  }

  get backoff(): number {
    return this.info === 0 ? Number.NaN : (this.bytes[this.info * 4 + 4] as number);
  }

  get options(): number {
    return this.info === 0 ? Number.NaN : (this.bytes[this.info * 4 + 5] as number);
  }

  /** False also without `tcp_info`. */
  get appLimited(): boolean {
    return this.info !== 0 && ((this.bytes[this.info * 4 + 7] as number) & APP_LIMITED) !== 0;
  }

  get rtoUs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 8 / 4] as number);
  }

  get atoUs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 12 / 4] as number);
  }

  get sndMssBytes(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 16 / 4] as number);
  }

  get rcvMssBytes(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 20 / 4] as number);
  }

  get unackedSegs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 24 / 4] as number);
  }

  get lostSegs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 32 / 4] as number);
  }

  get retransSegs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 36 / 4] as number);
  }

  get lastDataSentMs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 44 / 4] as number);
  }

  get lastDataRecvMs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 52 / 4] as number);
  }

  get lastAckRecvMs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 56 / 4] as number);
  }

  get pmtuBytes(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 60 / 4] as number);
  }

  get rttUs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 68 / 4] as number);
  }

  get ssthreshSegs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 76 / 4] as number);
  }

  get cwndSegs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 80 / 4] as number);
  }

  get rcvRttUs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 92 / 4] as number);
  }

  get rcvSpaceBytes(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 96 / 4] as number);
  }

  get totalRetransSegs(): number {
    return this.info === 0 ? Number.NaN : (this.words[this.info + 100 / 4] as number);
  }

  get bytesAcked(): number | undefined {
    return this.infoBytes < 120 + 8 ? undefined : this.wide(this.info + 120 / 4);
  }

  get bytesReceived(): number | undefined {
    return this.infoBytes < 128 + 8 ? undefined : this.wide(this.info + 128 / 4);
  }

  get segsOut(): number | undefined {
    return this.infoBytes < 136 + 4 ? undefined : this.words[this.info + 136 / 4];
  }

  get segsIn(): number | undefined {
    return this.infoBytes < 140 + 4 ? undefined : this.words[this.info + 140 / 4];
  }

  get notSentBytes(): number | undefined {
    return this.infoBytes < 144 + 4 ? undefined : this.words[this.info + 144 / 4];
  }

  /** `undefined` also before the first sample. */
  get minRttUs(): number | undefined {
    const us = this.infoBytes < 148 + 4 ? NO_MIN_RTT : this.words[this.info + 148 / 4];
    return us === NO_MIN_RTT ? undefined : us;
  }

  get dataSegsIn(): number | undefined {
    return this.infoBytes < 152 + 4 ? undefined : this.words[this.info + 152 / 4];
  }

  get dataSegsOut(): number | undefined {
    return this.infoBytes < 156 + 4 ? undefined : this.words[this.info + 156 / 4];
  }

  get deliveryRateBytesPerSec(): number | undefined {
    return this.infoBytes < 160 + 8 ? undefined : this.wide(this.info + 160 / 4);
  }

  get busyUs(): number | undefined {
    return this.infoBytes < 168 + 8 ? undefined : this.wide(this.info + 168 / 4);
  }

  get rwndLimitedUs(): number | undefined {
    return this.infoBytes < 176 + 8 ? undefined : this.wide(this.info + 176 / 4);
  }

  get sndbufLimitedUs(): number | undefined {
    return this.infoBytes < 184 + 8 ? undefined : this.wide(this.info + 184 / 4);
  }

  get bytesSent(): number | undefined {
    return this.infoBytes < 200 + 8 ? undefined : this.wide(this.info + 200 / 4);
  }

  get bytesRetrans(): number | undefined {
    return this.infoBytes < 208 + 8 ? undefined : this.wide(this.info + 208 / 4);
  }

  get dsackDups(): number | undefined {
    return this.infoBytes < 216 + 4 ? undefined : this.words[this.info + 216 / 4];
  }

  get reordSeen(): number | undefined {
    return this.infoBytes < 220 + 4 ? undefined : this.words[this.info + 220 / 4];
  }

  get sndWndBytes(): number | undefined {
    return this.infoBytes < 228 + 4 ? undefined : this.words[this.info + 228 / 4];
  }

  get rcvWndBytes(): number | undefined {
    return this.infoBytes < 232 + 4 ? undefined : this.words[this.info + 232 / 4];
  }
}
