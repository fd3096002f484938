/**
 * `serve`: a server as good or as bad as told.
 * @module
 */
import type { Activity } from './activity.ts';
import { begin } from './activity.ts';
import { drop, mine, tryOpenTcp } from './held.ts';
import { C, EAGAIN, EMFILE, errnoName } from './libc.ts';
import { acceptOne } from './listening.ts';
import type { Ops, ServeArgs, SocketId } from './ops.ts';
import type { Pace } from './pace.ts';
import { pace, TICK_MS } from './pace.ts';
import { unwatch, watch } from './reactor.ts';
import { applyOptions } from './socket-options.ts';
import { recvBytes, sendBytes } from './transfer.ts';

/** Connections taken in one go before others get their turn. */
const ACCEPT_BATCH = 64;
/** A server out of descriptors tries again after this long, ms, instead of burning the CPU. */
const RETRY_MS = 20;

/** One accepted connection. */
interface Connection {
  /** Bytes of the request under way. */
  part: number;
  /** Reply bytes the send buffer had no room for. */
  owed: number;
  pace: Pace | undefined;
  eof: boolean;
  closing: boolean;
}

/** `serve`. */
export function serve(args: ServeArgs): Ops['serve']['result'] {
  mine(args.listener);
  return begin((activity) => {
    const server = new Server(args, activity);
    return (close) => server.stop(close);
  });
}

class Server {
  private readonly open = new Map<SocketId, Connection>();
  private readonly args: ServeArgs;
  private readonly activity: Activity;
  private readonly acceptPace: Pace | undefined;
  private readonly workers: number;
  private readonly ticker: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private accepted = 0;
  private stopped = false;
  /** A socket kept only for its descriptor; `undefined` without. */
  private reserve: SocketId | undefined;
  /** Requests being worked on. */
  private busy = 0;
  /** Connections that wait for a worker to read their request. */
  private readonly putOff = new Set<SocketId>();

  constructor(args: ServeArgs, activity: Activity) {
    this.args = args;
    this.activity = activity;
    this.acceptPace = args.acceptPerSec === undefined ? undefined : pace(args.acceptPerSec);
    this.workers = args.workers ?? Infinity;
    if (args.reserve === true) this.reserve = tryOpenTcp('0.0.0.0');
    const ticks = this.acceptPace !== undefined || typeof args.read === 'number';
    this.ticker = ticks ? setInterval(() => this.tick(), TICK_MS) : undefined;
    this.listenOn();
  }

  stop(close: boolean): void {
    this.stopped = true;
    clearInterval(this.ticker);
    clearTimeout(this.retry);
    unwatch(this.args.listener);
    for (const fd of this.open.keys()) {
      unwatch(fd);
      if (close) drop(fd);
    }
    this.open.clear();
  }

  private listenOn(): void {
    if (this.acceptPace !== undefined) return;
    watch(this.args.listener, C.EPOLLIN, () => this.acceptUpTo(ACCEPT_BATCH));
  }

  private tick(): void {
    if (this.acceptPace !== undefined) this.acceptUpTo(this.acceptPace.take());
    if (typeof this.args.read !== 'number') return;
    for (const [fd, connection] of this.open) {
      const allowed = connection.pace?.take() ?? 0;
      if (allowed > 0) this.read(fd, connection, allowed);
    }
  }

  private acceptUpTo(count: number): void {
    const room = (this.args.maxConnections ?? Infinity) - this.accepted;
    for (let n = 0; n < Math.min(count, room); n++) {
      const fd = acceptOne(this.args.listener);
      if (fd === -EAGAIN) return;
      if (fd === -EMFILE && this.reserve !== undefined) {
        if (this.turnAway(this.reserve)) continue;
        return;
      }
      if (fd < 0) return this.cannotAccept(fd);
      this.welcome(fd);
    }
    if (this.accepted >= (this.args.maxConnections ?? Infinity)) unwatch(this.args.listener);
  }

  /** Tells one client that there is no descriptor left, by the one in reserve. False: nobody waits. */
  private turnAway(reserve: SocketId): boolean {
    drop(reserve);
    const fd = acceptOne(this.args.listener);
    if (fd >= 0) drop(fd);
    this.reserve = tryOpenTcp('0.0.0.0');
    if (fd >= 0) this.activity.counts.add('turnedAway');
    return fd >= 0;
  }

  private cannotAccept(code: number): void {
    this.activity.errors.add(errnoName(code));
    if (this.acceptPace !== undefined) return;
    unwatch(this.args.listener);
    this.retry = setTimeout(() => this.stopped || this.listenOn(), RETRY_MS);
  }

  private welcome(fd: SocketId): void {
    const { args } = this;
    this.accepted += 1;
    this.activity.counts.add('accepted');
    if (args.options !== undefined) applyOptions(fd, args.options);
    if (args.closeAfter === 'accept') return this.close(fd);
    const perSec = typeof args.read === 'number' ? pace(args.read) : undefined;
    this.open.set(fd, { part: 0, owed: 0, pace: perSec, eof: false, closing: false });
    if (args.read !== 'none') this.watchFor(fd, perSec === undefined ? C.EPOLLIN : 0);
  }

  private watchFor(fd: SocketId, events: number): void {
    watch(fd, events, (now) => this.ready(fd, now));
  }

  private ready(fd: SocketId, events: number): void {
    const connection = this.open.get(fd);
    if (connection === undefined) return;
    if ((events & C.EPOLLOUT) !== 0) this.pay(fd, connection);
    else if (connection.pace === undefined) this.read(fd, connection, Infinity);
    else if ((events & (C.EPOLLERR | C.EPOLLHUP)) !== 0) this.lost(fd);
  }

  private read(fd: SocketId, connection: Connection, allowed: number): void {
    if (this.busy >= this.workers) {
      this.putOff.add(fd);
      return unwatch(fd);
    }
    const got = recvBytes(fd, Math.min(allowed, this.wanted(connection)));
    if (got === -EAGAIN) return connection.pace?.giveBack(allowed);
    if (got < 0) return this.lost(fd, got);
    if (got === 0) return this.ended(fd, connection);
    this.activity.counts.add('bytesRead', got);
    connection.part += got;
    const size = this.args.requestBytes ?? connection.part;
    while (connection.part >= size && connection.part > 0) {
      connection.part -= size;
      this.answer(fd, connection);
    }
  }

  private answer(fd: SocketId, connection: Connection): void {
    const { reply, closeAfter } = this.args;
    this.activity.counts.add('requests');
    if (closeAfter === 'request') connection.closing = true;
    const bytes = reply?.bytes ?? 0;
    const afterMs = reply?.afterMs ?? 0;
    if (afterMs === 0) return this.owe(fd, connection, bytes);
    this.busy += 1;
    setTimeout(() => {
      this.busy -= 1;
      this.workOn();
      if (this.open.get(fd) === connection) this.owe(fd, connection, bytes);
    }, afterMs);
  }

  /** A worker reads one request at a time, and none before it is done with the last. */
  private wanted(connection: Connection): number {
    return this.workers === Infinity
      ? Infinity
      : (this.args.requestBytes ?? Infinity) - connection.part;
  }

  /** A worker is free: whoever has waited longest is read. */
  private workOn(): void {
    const [fd] = this.putOff;
    if (fd === undefined) return;
    this.putOff.delete(fd);
    if (this.open.has(fd)) this.watchFor(fd, C.EPOLLIN);
  }

  private owe(fd: SocketId, connection: Connection, bytes: number): void {
    connection.owed += bytes;
    this.pay(fd, connection);
  }

  private pay(fd: SocketId, connection: Connection): void {
    while (connection.owed > 0) {
      const sent = sendBytes(fd, connection.owed);
      if (sent === -EAGAIN) return this.watchFor(fd, C.EPOLLIN | C.EPOLLOUT);
      if (sent < 0) return this.lost(fd, sent);
      connection.owed -= sent;
      this.activity.counts.add('bytesSent', sent);
    }
    if (connection.closing) return this.close(fd);
    if (!connection.eof) this.watchFor(fd, connection.pace === undefined ? C.EPOLLIN : 0);
  }

  private ended(fd: SocketId, connection: Connection): void {
    this.activity.counts.add('eof');
    connection.eof = true;
    if (this.args.onEof !== 'keep') return this.close(fd);
    unwatch(fd);
    this.open.delete(fd);
  }

  private lost(fd: SocketId, code?: number): void {
    this.activity.errors.add(code === undefined ? 'HANGUP' : errnoName(code));
    this.close(fd);
  }

  private close(fd: SocketId): void {
    this.open.delete(fd);
    this.putOff.delete(fd);
    drop(fd);
    this.activity.counts.add('closed');
  }
}
