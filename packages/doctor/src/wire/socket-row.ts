/**
 * What every socket of a dump says about itself: `struct inet_diag_msg` and the small attributes.
 *
 * Source: include/uapi/linux/inet_diag.h. Ports and addresses are in network order, the rest in host
 * order. Byte offsets into the struct are written as in the header, divided by the 4 of a word.
 * @module
 */
import { STATES } from '../model/socket.ts';
import type { Family, State, Timer } from '../model/socket.ts';
import { addressText } from './address.ts';
import { DiagCursor } from './diag-cursor.ts';
import { LITTLE } from './netlink.ts';

const AF_INET6 = 10;

/** By kernel number. A mini socket of a handshake (12) is SYN-RECV to everyone. */
const STATE_BY_NUMBER: readonly State[] = ['close', ...STATES.with(11, 'synRecv')];

/** By `idiag_timer`. */
const TIMER_BY_NUMBER: readonly Timer[] = ['off', 'retransmit', 'keepalive', 'timeWait', 'probe'];

/** Kernel: `TCP_CA_NAME_MAX`. */
const CONGESTION_NAME_BYTES = 16;

/** Words of the low and the high half of a 64-bit integer. */
const LOW = LITTLE ? 0 : 1;
const HIGH = LITTLE ? 1 : 0;

/** Which of the four words of an address. */
export type WordNumber = 0 | 1 | 2 | 3;

/** The current socket, read where it lies in the receive buffer. Valid until the next step. */
export class SocketRow extends DiagCursor {
  /** `newSynRecv` reads as `synRecv`. */
  get state(): State {
    return STATE_BY_NUMBER[this.stateIndex] as State;
  }

  get family(): Family {
    return (this.bytes[this.at] as number) === AF_INET6 ? 'ipv6' : 'ipv4';
  }

  get remotePort(): number {
    return ((this.bytes[this.at + 6] as number) << 8) | (this.bytes[this.at + 7] as number);
  }

  /** Word `n` of the local address as it lies in memory, to compare and hash by. IPv4 uses the first, the others are 0. */
  localWord(n: WordNumber): number {
    return this.words[this.head + 8 / 4 + n] as number;
  }

  remoteWord(n: WordNumber): number {
    return this.words[this.head + 24 / 4 + n] as number;
  }

  /** Canonical text, made on demand. */
  get localAddress(): string {
    return this.address(8 / 4);
  }

  get remoteAddress(): string {
    return this.address(24 / 4);
  }

  /** `off` to `probe` as 0 to 4. Kernel: `idiag_timer`. */
  get timerIndex(): number {
    return this.bytes[this.at + 2] as number;
  }

  get timer(): Timer {
    return TIMER_BY_NUMBER[this.bytes[this.at + 2] as number] as Timer;
  }

  /** Kernel: `idiag_retrans`. */
  get timerRetries(): number {
    return this.bytes[this.at + 3] as number;
  }

  /** Kernel: `idiag_expires`. */
  get timerMs(): number {
    return this.words[this.head + 52 / 4] as number;
  }

  get cookieLow(): number {
    return this.words[this.head + 44 / 4] as number;
  }

  get cookieHigh(): number {
    return this.words[this.head + 48 / 4] as number;
  }

  /** Decimal, made on demand. */
  get cookie(): string {
    return decimal(this.cookieLow, this.cookieHigh);
  }

  /** Kernel: `idiag_rqueue`. */
  get recvQueue(): number {
    return this.words[this.head + 56 / 4] as number;
  }

  /** Kernel: `idiag_wqueue`. */
  get sendQueue(): number {
    return this.words[this.head + 60 / 4] as number;
  }

  get uid(): number {
    return this.words[this.head + 64 / 4] as number;
  }

  /** The kernel sent `SK_MEMINFO`. Without it the next six are NaN, so that no comparison holds. */
  get hasMemory(): boolean {
    return this.memory !== 0;
  }

  /** Kernel: `SK_MEMINFO_RMEM_ALLOC`; `r` in `ss`. */
  get rmemBytes(): number {
    return this.memory === 0 ? Number.NaN : (this.words[this.memory] as number);
  }

  /** Kernel: `SK_MEMINFO_RCVBUF`; `rb` in `ss`. */
  get rcvbufBytes(): number {
    return this.memory === 0 ? Number.NaN : (this.words[this.memory + 1] as number);
  }

  /** Kernel: `SK_MEMINFO_WMEM_ALLOC`; `t` in `ss`. */
  get wmemBytes(): number {
    return this.memory === 0 ? Number.NaN : (this.words[this.memory + 2] as number);
  }

  /** Kernel: `SK_MEMINFO_SNDBUF`; `tb` in `ss`. */
  get sndbufBytes(): number {
    return this.memory === 0 ? Number.NaN : (this.words[this.memory + 3] as number);
  }

  /** Kernel: `SK_MEMINFO_WMEM_QUEUED`; `w` in `ss`. */
  get wmemQueuedBytes(): number {
    return this.memory === 0 ? Number.NaN : (this.words[this.memory + 5] as number);
  }

  /** Kernel: `SK_MEMINFO_DROPS`; `d` in `ss`. */
  get drops(): number {
    return this.memory === 0 ? Number.NaN : (this.words[this.memory + 8] as number);
  }

  /** Name of the congestion control, made on demand; `undefined`: not sent. */
  get congestion(): string | undefined {
    if (this.congestionName === 0) return undefined;
    const from = this.congestionName * 4;
    const length = Math.min(this.congestionBytes, CONGESTION_NAME_BYTES);
    const name = this.bytes.subarray(from, from + length);
    const zero = name.indexOf(0);
    return String.fromCharCode(...(zero < 0 ? name : name.subarray(0, zero)));
  }

  /** Bit 0 receiving, bit 1 sending is shut down; `undefined`: not sent. */
  get shutdown(): number | undefined {
    return this.closed === 0 ? undefined : this.bytes[this.closed * 4];
  }

  /** cgroup v2 id, decimal, made on demand; `undefined`: not sent (before 5.9, mini sockets). */
  get cgroupId(): string | undefined {
    if (this.cgroup === 0) return undefined;
    return decimal(
      this.words[this.cgroup + LOW] as number,
      this.words[this.cgroup + HIGH] as number,
    );
  }

  /** The 64-bit integer at `word` as a number, exact up to 2^53. */
  protected wide(word: number): number {
    return (this.words[word + LOW] as number) + (this.words[word + HIGH] as number) * 2 ** 32;
  }

  private address(word: number): string {
    const from = this.head + word;
    const [a = 0, b = 0, c = 0, d = 0] = this.words.subarray(from, from + 4);
    return addressText(this.family, [a, b, c, d]);
  }
}

/** Two halves as decimal text, exact over all 64 bits. */
function decimal(low: number, high: number): string {
  if (high < 2 ** 21) return String(high * 2 ** 32 + low);
  return String((BigInt(high) << 32n) | BigInt(low));
}
