/**
 * `load`: a client that connects, asks, reads and closes, over and over.
 * @module
 */
import type { Activity } from './activity.ts';
import { begin } from './activity.ts';
import { socketError, start } from './connecting.ts';
import type { Target } from './connecting.ts';
import { handshakeEnded } from './handshakes.ts';
import { drop } from './held.ts';
import { C, EAGAIN, errnoName } from './libc.ts';
import type { LoadArgs, Ops, SocketId } from './ops.ts';
import { bursts, pace, TICK_MS } from './pace.ts';
import type { Pace } from './pace.ts';
import { unwatch, watch } from './reactor.ts';
import { refused } from './refused.ts';
import { sockaddr } from './sockaddr.ts';
import { recvBytes, sendBytes, sendText } from './transfer.ts';

/** One connection of the loop. */
interface Visit {
  readonly startedAt: number;
  phase: 'connecting' | 'writing' | 'reading' | 'closing';
  askedAt: number;
  /** Bytes of this request still to be written. */
  toWrite: number;
  /** Bytes of this response still to be read. */
  toRead: number;
  requestsLeft: number;
}

/** `load`. */
export function load(args: LoadArgs): Ops['load']['result'] {
  if ((args.connectionsPerSec === undefined) === (args.concurrency === undefined)) {
    throw refused('load: say connectionsPerSec or concurrency, one of them', 'EINVAL');
  }
  return begin((activity) => {
    const client = new Client(args, activity);
    return (close) => client.stop(close);
  });
}

function paceOf({ connectionsPerSec, burstEveryMs }: LoadArgs): Pace | undefined {
  if (connectionsPerSec === undefined) return undefined;
  return burstEveryMs === undefined
    ? pace(connectionsPerSec)
    : bursts(connectionsPerSec, burstEveryMs);
}

class Client {
  private readonly visits = new Map<SocketId, Visit>();
  private readonly args: LoadArgs;
  private readonly activity: Activity;
  private readonly target: Target;
  private readonly request: Buffer | undefined;
  private readonly pace: Pace | undefined;
  private readonly ticker: NodeJS.Timeout;
  private readonly endsAt: number;
  private started = 0;
  private stopping = false;

  constructor(args: LoadArgs, activity: Activity) {
    this.args = args;
    this.activity = activity;
    this.target = {
      to: args.to,
      address: sockaddr(args.to, args.port),
      bindAddress: args.bindAddress,
      bindNoPort: args.bindNoPort,
      options: args.options ?? {},
    };
    this.request = args.requestText === undefined ? undefined : Buffer.from(args.requestText);
    this.pace = paceOf(args);
    this.endsAt = performance.now() + (args.forMs ?? Infinity);
    this.ticker = setInterval(() => this.tick(), TICK_MS);
  }

  stop(close: boolean): void {
    clearInterval(this.ticker);
    for (const fd of this.visits.keys()) {
      unwatch(fd);
      if (close) drop(fd);
    }
    this.visits.clear();
  }

  private tick(): void {
    const now = performance.now();
    this.sweep(now);
    if (now >= this.endsAt || this.started >= (this.args.count ?? Infinity)) this.stopping = true;
    if (!this.stopping) this.startSome();
    if (this.stopping && this.visits.size === 0) {
      clearInterval(this.ticker);
      this.activity.end();
    }
  }

  private startSome(): void {
    const wanted = this.pace?.take() ?? (this.args.concurrency ?? 0) - this.visits.size;
    const left = (this.args.count ?? Infinity) - this.started;
    for (let n = 0; n < Math.min(wanted, left); n++) this.startOne();
  }

  private startOne(): void {
    this.started += 1;
    if (this.visits.size >= (this.args.maxOpen ?? 8_000))
      return this.activity.errors.add('SKIPPED');
    const startedAt = performance.now();
    const fd = start(this.target);
    if (fd < 0) return this.activity.errors.add(errnoName(fd));
    this.visits.set(fd, {
      startedAt,
      phase: 'connecting',
      askedAt: startedAt,
      toWrite: 0,
      toRead: 0,
      requestsLeft: this.args.requests ?? 1,
    });
    watch(fd, C.EPOLLOUT, () => this.step(fd));
  }

  /** Visits stand in the order they were started, so the first that is not late ends the search. */
  private sweep(now: number): void {
    for (const [fd, visit] of this.visits) {
      if (!this.isLate(visit, now)) return;
      this.giveUp(fd);
    }
  }

  /** Also asked when an answer has come, so that a busy machine makes no client more patient. */
  private isLate({ startedAt }: Visit, now: number): boolean {
    return now - startedAt >= (this.args.timeoutMs ?? 1_000);
  }

  private giveUp(fd: SocketId): void {
    this.activity.errors.add('TIMEOUT');
    this.leave(fd);
  }

  private step(fd: SocketId): void {
    const visit = this.visits.get(fd);
    if (visit === undefined) return;
    if (this.isLate(visit, performance.now())) return this.giveUp(fd);
    if (visit.phase === 'connecting') this.connected(fd, visit);
    else if (visit.phase === 'writing') this.write(fd, visit);
    else this.read(fd, visit);
  }

  private connected(fd: SocketId, visit: Visit): void {
    const error = socketError(fd);
    if (error !== 0) return this.fail(fd, error);
    handshakeEnded(fd);
    this.activity.spread('connectMs').add(performance.now() - visit.startedAt);
    this.ask(fd, visit);
  }

  private ask(fd: SocketId, visit: Visit): void {
    visit.requestsLeft -= 1;
    visit.askedAt = performance.now();
    visit.toWrite = this.request?.length ?? this.args.requestBytes ?? 0;
    visit.toRead = this.args.responseBytes ?? 0;
    visit.phase = 'writing';
    this.write(fd, visit);
  }

  private write(fd: SocketId, visit: Visit): void {
    while (visit.toWrite > 0) {
      const sent =
        this.request === undefined
          ? sendBytes(fd, visit.toWrite)
          : sendText(fd, this.request.subarray(-visit.toWrite));
      if (sent === -EAGAIN) return watch(fd, C.EPOLLOUT, () => this.step(fd));
      if (sent < 0) return this.fail(fd, sent);
      visit.toWrite -= sent;
    }
    visit.phase = 'reading';
    if (visit.toRead === 0) return this.answered(fd, visit);
    watch(fd, C.EPOLLIN, () => this.step(fd));
  }

  private read(fd: SocketId, visit: Visit): void {
    const got = recvBytes(fd, Math.max(visit.toRead, 1));
    if (got === -EAGAIN) return;
    if (got < 0) return this.fail(fd, got);
    if (visit.phase === 'closing') return got === 0 ? this.succeed(fd, visit) : undefined;
    if (got === 0) return this.fail(fd, 'EOF');
    visit.toRead -= got;
    if (visit.toRead <= 0) this.answered(fd, visit);
  }

  private answered(fd: SocketId, visit: Visit): void {
    if (visit.toRead <= 0 && (this.args.responseBytes ?? 0) > 0) {
      this.activity.spread('requestMs').add(performance.now() - visit.askedAt);
    }
    if (visit.requestsLeft > 0 && performance.now() < this.endsAt) {
      return this.ask(fd, visit);
    }
    if (this.args.closeFirst ?? true) return this.succeed(fd, visit);
    visit.phase = 'closing';
    watch(fd, C.EPOLLIN, () => this.step(fd));
  }

  private succeed(fd: SocketId, visit: Visit): void {
    this.activity.counts.add('ok');
    this.activity.spread('totalMs').add(performance.now() - visit.startedAt);
    this.leave(fd);
  }

  private fail(fd: SocketId, why: number | 'EOF'): void {
    this.activity.errors.add(typeof why === 'string' ? why : errnoName(why));
    this.leave(fd);
  }

  /** Closes, and in a closed loop starts the next at once. */
  private leave(fd: SocketId): void {
    const since = this.visits.get(fd)?.startedAt;
    if (since !== undefined) this.activity.spread('decidedMs').add(performance.now() - since);
    this.visits.delete(fd);
    drop(fd);
    if (this.pace === undefined && !this.stopping && performance.now() < this.endsAt) {
      setImmediate(() => this.stopping || this.refill());
    }
  }

  private refill(): void {
    const left = (this.args.count ?? Infinity) - this.started;
    if (left > 0 && this.visits.size < (this.args.concurrency ?? 0)) this.startOne();
  }
}
