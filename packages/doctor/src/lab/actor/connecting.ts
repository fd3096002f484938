/**
 * `connect`: many handshakes at once, each timed.
 * @module
 */
import { handshakeBegan, handshakeEnded, handshakeLeft } from './handshakes.ts';
import { drop, tryOpenTcp } from './held.ts';
import { C, connect as connectCall, EINPROGRESS, errnoName, getsockopt } from './libc.ts';
import { bindTo } from './listening.ts';
import type { ConnectArgs, ConnectResult, SocketId, SocketOptions } from './ops.ts';
import { unwatch, watch } from './reactor.ts';
import { sockaddr } from './sockaddr.ts';
import { applyOptions, setInt } from './socket-options.ts';
import { Durations, Tallies } from './tally.ts';

/** What one connection needs to be started. */
export interface Target {
  readonly to: string;
  readonly address: Buffer;
  readonly bindAddress?: string | undefined;
  readonly bindNoPort?: boolean | undefined;
  readonly reuseaddr?: boolean | undefined;
  readonly sourcePort?: number | undefined;
  readonly options: SocketOptions;
}

/** Starts a connect. Answers the socket (established or on its way), or -errno. */
export function start(target: Target): number {
  const fd = tryOpenTcp(target.to);
  if (fd < 0) return fd;
  const result = startOn(fd, target);
  if (result < 0 && result !== -EINPROGRESS) {
    drop(fd);
    return result;
  }
  handshakeBegan(fd);
  return fd;
}

function startOn(fd: SocketId, target: Target): number {
  applyOptions(fd, target.options);
  if (target.bindAddress !== undefined || target.sourcePort !== undefined) {
    if (target.bindNoPort === true) setInt(fd, C.IPPROTO_IP, C.IP_BIND_ADDRESS_NO_PORT, 1);
    if (target.reuseaddr === true) setInt(fd, C.SOL_SOCKET, C.SO_REUSEADDR, 1);
    const any = target.to.includes(':') ? '::' : '0.0.0.0';
    const bound = bindTo(fd, target.bindAddress ?? any, target.sourcePort ?? 0);
    if (bound < 0) return bound;
  }
  return connectCall(fd, target.address, target.address.length);
}

const errorValue = Buffer.alloc(4);
const errorLength = Buffer.from(Int32Array.of(4).buffer);

/** Reads and clears SO_ERROR: 0, or an errno. */
export function socketError(fd: SocketId): number {
  getsockopt(fd, C.SOL_SOCKET, C.SO_ERROR, errorValue, errorLength);
  return errorValue.readInt32LE(0);
}

/** `connect`. */
export function connect(args: ConnectArgs): Promise<ConnectResult> {
  return new Promise((resolve, reject) => new Crowd(args, resolve, reject).fill());
}

/** Connections of one `connect` operation, in the order they were started. */
class Crowd {
  private readonly underWay = new Map<SocketId, number>();
  private readonly failed = new Tallies();
  private readonly times = new Durations();
  private readonly sockets: SocketId[] = [];
  private readonly late: SocketId[] = [];
  private readonly sweeper: NodeJS.Timeout;
  private readonly args: ConnectArgs;
  private readonly address: Buffer;
  private readonly resolve: (result: ConnectResult) => void;
  private readonly reject: (error: unknown) => void;
  private started = 0;
  private nextAt = 0;
  private ended = false;

  constructor(
    args: ConnectArgs,
    resolve: (result: ConnectResult) => void,
    reject: (error: unknown) => void,
  ) {
    this.args = args;
    this.resolve = resolve;
    this.reject = reject;
    this.address = sockaddr(args.to, args.port);
    this.sweeper = setInterval(() => this.fill(), 10);
  }

  /** Starts what may start, gives up what is late, ends when all are decided. */
  fill(): void {
    if (this.ended) return;
    try {
      this.sweep();
      while (this.mayStart()) this.startOne();
      if (this.started === (this.args.count ?? 1) && this.underWay.size === 0) this.end();
    } catch (error) {
      this.ended = true;
      clearInterval(this.sweeper);
      this.reject(error);
    }
  }

  private mayStart(): boolean {
    if (this.started >= (this.args.count ?? 1)) return false;
    if (this.underWay.size >= (this.args.inFlight ?? 256)) return false;
    return performance.now() >= this.nextAt;
  }

  private startOne(): void {
    const { args } = this;
    const startedAt = performance.now();
    const fd = start({
      to: args.to,
      address: this.address,
      bindAddress: args.bindAddress,
      bindNoPort: args.bindNoPort,
      reuseaddr: args.reuseaddr,
      sourcePort: args.sourcePort === undefined ? undefined : args.sourcePort + this.started,
      options: args,
    });
    this.started += 1;
    this.nextAt = performance.now() + (args.everyMs ?? 0);
    if (fd < 0) return this.failed.add(errnoName(fd));
    this.underWay.set(fd, startedAt);
    watch(fd, C.EPOLLOUT, () => this.decided(fd));
  }

  private decided(fd: SocketId): void {
    const startedAt = this.underWay.get(fd);
    if (startedAt === undefined) return;
    this.underWay.delete(fd);
    unwatch(fd);
    const error = socketError(fd);
    if (error === 0) {
      handshakeEnded(fd);
      this.times.add(performance.now() - startedAt);
      this.keep(fd, this.sockets);
      this.okCount += 1;
    } else {
      this.failed.add(errnoName(error));
      drop(fd);
    }
    this.fill();
  }

  private okCount = 0;
  private pendingCount = 0;

  private sweep(): void {
    const before = performance.now() - (this.args.timeoutMs ?? 1_000);
    for (const [fd, startedAt] of this.underWay) {
      if (startedAt > before) return;
      this.underWay.delete(fd);
      unwatch(fd);
      handshakeLeft(fd);
      this.pendingCount += 1;
      this.keep(fd, this.late);
    }
  }

  private keep(fd: SocketId, where: SocketId[]): void {
    if (this.args.hold ?? true) where.push(fd);
    else drop(fd);
  }

  private end(): void {
    this.ended = true;
    clearInterval(this.sweeper);
    this.resolve({
      ok: this.okCount,
      pending: this.pendingCount,
      failed: this.failed.read(),
      connectMs: this.times.spread(),
      sockets: this.sockets,
      pendingSockets: this.late,
    });
  }
}
