/**
 * Walks the socket messages of a dump in place: framing, the end of the dump, where each attribute
 * is. Every length is checked here, once, so that what reads fields afterwards cannot leave the buffer.
 *
 * Offsets are kept in 32-bit words, because everything in netlink is aligned to 4 bytes.
 *
 * Source: include/uapi/linux/netlink.h, include/uapi/linux/inet_diag.h.
 * @module
 */
import { DecodeError } from '../errors.ts';
import { STATES } from '../model/socket.ts';
import { FLAG, HEADER_BYTES, MESSAGE } from './netlink.ts';

/**
 * What the next step along a dump brought: a `socket` to read; the `end` of this buffer, attach the
 * next one; the dump is `done`; it is done but was `interrupted`, the table changed meanwhile and
 * sockets may be missing; it failed with an `error`, see `errno`.
 */
export type Step = 'socket' | 'end' | 'done' | 'interrupted' | 'error';

/** Kernel: `sizeof(struct inet_diag_msg)`. */
const DIAG_BYTES = 72;
/** `tcp_info` as of 2.6.32, up to `tcpi_total_retrans`: less is no `tcp_info`. */
const INFO_MIN_BYTES = 104;
/** `SK_MEMINFO_VARS` words, with `SK_MEMINFO_DROPS` since 4.7. */
const MEMORY_BYTES = 36;

const AF_INET = 2;
const AF_INET6 = 10;
/** `idiag_timer`: zero window probe. */
const TIMER_MAX = 4;

/** Kernel: `INET_DIAG_*`. */
const ATTRIBUTE = { info: 2, congestion: 4, memory: 7, shutdown: 8, cgroupId: 21 } as const;

/** The walk. One object for all buffers of all dumps; nothing is allocated per socket. */
export class DiagCursor {
  /*
   * What folds ask of every socket several times, read once. To ask the others is a call each, which
   * costs most where it hurts: in the first thousands of sockets, before the compiler has inlined it.
   */

  /** The kernel's number of the current socket's state, 1 to 12. */
  stateIndex = 0;
  localPort = 0;
  /** 0: no process owns it. */
  inode = 0;

  /** The attached buffer as bytes, and as 16-bit and 32-bit words in host order. */
  protected bytes: Uint8Array = new Uint8Array(0);
  protected halves: Uint16Array = new Uint16Array(0);
  protected words: Uint32Array = new Uint32Array(0);
  /** Where the current `struct inet_diag_msg` starts: byte and word. */
  protected at = 0;
  protected head = 0;
  /** Words at which values of attributes start; 0: the socket has none. */
  protected info = 0;
  protected memory = 0;
  protected congestionName = 0;
  protected cgroup = 0;
  protected closed = 0;
  /** Lengths of the values that have no fixed one, in bytes. */
  protected infoBytes = 0;
  protected congestionBytes = 0;

  private following = 0;
  private end = 0;
  private sawInterrupt = false;
  private failure = 0;

  /** After `error`: the errno, positive. Otherwise 0. */
  get errno(): number {
    return this.failure;
  }

  /** Forgets an unfinished dump. Needed only when a dump is given up before its last step. */
  reset(): void {
    this.attach(new Uint8Array(0));
    this.sawInterrupt = false;
    this.failure = 0;
  }

  /** Starts on the next buffer of a dump: exactly the bytes one `recvmsg` returned. Copied only when not aligned to 4. */
  attach(buffer: Uint8Array): void {
    const {
      buffer: memory,
      byteOffset,
      length,
    } = (buffer.byteOffset & 3) === 0 ? buffer : Uint8Array.from(buffer);
    this.bytes = new Uint8Array(memory, byteOffset, length);
    this.halves = new Uint16Array(memory, byteOffset, length >>> 1);
    this.words = new Uint32Array(memory, byteOffset, length >>> 2);
    this.following = 0;
    this.end = length;
  }

  /**
   * Moves to the next socket. After any other step there is no socket to read. After `done`,
   * `interrupted` or `error` a new dump may follow, also in the same buffer.
   *
   * @throws {DecodeError} When a length points outside the buffer, or a field has a value the kernel
   * never sends. The rest of the buffer is given up: the next step is `end`.
   */
  next(): Step {
    while (this.following < this.end) {
      const at = this.following;
      const stop = this.messageEnd(at);
      const type = this.halves[(at >>> 1) + 2] as number;
      if (((this.halves[(at >>> 1) + 3] as number) & FLAG.dumpInterrupted) !== 0) {
        this.sawInterrupt = true;
      }
      if (type === MESSAGE.sockDiagByFamily || type === MESSAGE.tcpDiagGetSock) {
        this.enter(at + HEADER_BYTES, stop);
        return 'socket';
      }
      const step = this.control(type, at + HEADER_BYTES, stop);
      if (step !== undefined) return step;
    }
    return 'end';
  }

  /** Checks the header at `at`, moves on behind its message, and says where that ends. */
  private messageEnd(at: number): number {
    if (this.end - at < HEADER_BYTES) this.refuse('netlink header cut short', at);
    const length = this.words[at >>> 2] as number;
    if (length < HEADER_BYTES || length > this.end - at) {
      this.refuse(`netlink message claiming ${length} bytes`, at);
    }
    this.following = (at + length + 3) & ~3;
    return at + length;
  }

  /** Netlink's own messages. NOOP and acknowledgements say nothing; OVERRUN means lost messages. */
  private control(type: number, at: number, stop: number): Step | undefined {
    if (type === MESSAGE.overrun) this.sawInterrupt = true;
    if (type !== MESSAGE.error && type !== MESSAGE.done) return undefined;
    if (type === MESSAGE.error && stop - at < 4) this.refuse('netlink error cut short', at);
    const code = stop - at < 4 ? 0 : (this.words[at >>> 2] as number) | 0;
    if (type === MESSAGE.error && code === 0) return undefined;
    const interrupted = this.sawInterrupt;
    this.sawInterrupt = false;
    this.failure = code < 0 ? -code : 0;
    if (this.failure !== 0) return 'error';
    return interrupted ? 'interrupted' : 'done';
  }

  /** Makes the message's socket the current one. */
  private enter(at: number, stop: number): void {
    if (stop - at < DIAG_BYTES) this.refuse('inet_diag message cut short', at);
    const family = this.bytes[at] as number;
    const state = this.bytes[at + 1] as number;
    if (family !== AF_INET && family !== AF_INET6) this.refuse(`address family ${family}`, at);
    if (state === 0 || state > STATES.length) this.refuse(`TCP state ${state}`, at + 1);
    if ((this.bytes[at + 2] as number) > TIMER_MAX) this.refuse('timer', at + 2);
    this.failure = 0;
    this.at = at;
    this.head = at >>> 2;
    this.stateIndex = state;
    this.localPort = ((this.bytes[at + 4] as number) << 8) | (this.bytes[at + 5] as number);
    this.inode = this.words[this.head + 68 / 4] as number;
    this.info = this.memory = this.congestionName = this.cgroup = this.closed = 0;
    this.infoBytes = 0;
    if (stop - at > DIAG_BYTES) this.locate(at + DIAG_BYTES, stop);
  }

  /** Finds the attributes between two bytes. What is too short for its kind counts as absent. */
  private locate(from: number, stop: number): void {
    let at = from;
    while (stop - at >= 4) {
      const length = this.halves[at >>> 1] as number;
      if (length < 4 || length > stop - at) {
        this.refuse(`netlink attribute claiming ${length} bytes`, at);
      }
      const word = (at >>> 2) + 1;
      switch (this.halves[(at >>> 1) + 1] as number) {
        case ATTRIBUTE.info:
          this.info = length - 4 < INFO_MIN_BYTES ? 0 : word;
          this.infoBytes = this.info === 0 ? 0 : length - 4;
          break;
        case ATTRIBUTE.memory:
          this.memory = length - 4 < MEMORY_BYTES ? 0 : word;
          break;
        case ATTRIBUTE.congestion:
          this.congestionName = word;
          this.congestionBytes = length - 4;
          break;
        case ATTRIBUTE.shutdown:
          this.closed = length - 4 < 1 ? 0 : word;
          break;
        case ATTRIBUTE.cgroupId:
          this.cgroup = length - 4 < 8 ? 0 : word;
          break;
        default:
      }
      at += (length + 3) & ~3;
    }
  }

  private refuse(what: string, at: number): never {
    this.following = this.end;
    throw new DecodeError(what, at);
  }
}
