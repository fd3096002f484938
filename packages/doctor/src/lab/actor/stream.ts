/**
 * `stream` and `sink`: bulk in one direction, and the write-write-read of a program that trips over Nagle.
 * @module
 */
import type { Activity } from './activity.ts';
import { begin } from './activity.ts';
import { drop, isHeld, mine } from './held.ts';
import { C, EAGAIN, errnoName } from './libc.ts';
import type { Ops, SocketId, StreamArgs } from './ops.ts';
import { pace, TICK_MS } from './pace.ts';
import { unwatch, watch } from './reactor.ts';
import { recvBytes, sendBytes } from './transfer.ts';

/** Bytes sent or read in one go before others get their turn. */
const TURN_BYTES = 1 << 20;

/** `stream`. */
export function stream(args: StreamArgs): Ops['stream']['result'] {
  mine(args.socket);
  return begin((activity) =>
    args.writeWriteRead === undefined
      ? bulk(args, activity)
      : exchange(args.socket, args.writeWriteRead, activity),
  );
}

function bulk(args: StreamArgs, activity: Activity): (close: boolean) => void {
  const { socket, chunkBytes = 65_536, totalBytes = Infinity } = args;
  const rate = args.bytesPerSec === undefined ? undefined : pace(args.bytesPerSec);
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;
  const stalled = watchdog(args.stallMs, () => {
    activity.errors.add('TIMEOUT');
    finish();
    if (isHeld(socket)) drop(socket, true);
  });
  const end = (close: boolean): void => {
    clearInterval(timer);
    stalled.stop();
    if (isHeld(socket)) unwatch(socket);
    if (close) drop(socket);
  };
  const finish = (): void => {
    end(false);
    activity.end();
  };
  /** Sends up to `allowed` bytes; answers how many it did not. */
  const push = (allowed: number): number => {
    let left = Math.min(allowed, totalBytes - sent);
    while (left > 0 && isHeld(socket)) {
      const got = sendBytes(socket, Math.min(left, chunkBytes));
      if (got === -EAGAIN) break;
      if (got < 0) {
        activity.errors.add(errnoName(got));
        finish();
        return 0;
      }
      sent += got;
      left -= got;
      stalled.moved();
      activity.counts.add('bytesSent', got);
    }
    if (sent >= totalBytes || !isHeld(socket)) finish();
    return left;
  };
  if (rate === undefined) watch(socket, C.EPOLLOUT, () => void push(TURN_BYTES));
  else
    timer = setInterval(() => {
      const allowed = rate.take();
      const now = args.wholeChunks === true ? allowed - (allowed % chunkBytes) : allowed;
      rate.giveBack(allowed - now + push(now));
    }, TICK_MS);
  return end;
}

/** Calls `bark` when `moved` has not been called for so long, ms; never without a time. */
function watchdog(
  ms: number | undefined,
  bark: () => void,
): { readonly moved: () => void; readonly stop: () => void } {
  if (ms === undefined) return { moved: () => {}, stop: () => {} };
  const timer = setTimeout(bark, ms);
  return { moved: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

function exchange(
  socket: SocketId,
  wish: NonNullable<StreamArgs['writeWriteRead']>,
  activity: Activity,
): (close: boolean) => void {
  const { first, second, replyBytes, pauseMs = 0 } = wish;
  let stopped = false;
  let waiting = 0;
  let askedAt = 0;
  const stop = (close: boolean): void => {
    stopped = true;
    if (isHeld(socket)) unwatch(socket);
    if (close) drop(socket);
  };
  const fail = (code: string): void => {
    activity.errors.add(code);
    stop(false);
    activity.end();
  };
  const ask = (): void => {
    if (stopped || !isHeld(socket)) return;
    askedAt = performance.now();
    waiting = replyBytes;
    for (const bytes of [first, second]) {
      const sent = sendBytes(socket, bytes);
      if (sent < bytes) return fail(sent < 0 ? errnoName(sent) : 'SHORT');
    }
  };
  watch(socket, C.EPOLLIN, () => {
    const got = recvBytes(socket, TURN_BYTES);
    if (got === -EAGAIN) return;
    if (got <= 0) return fail(got === 0 ? 'EOF' : errnoName(got));
    waiting -= got;
    if (waiting > 0) return;
    activity.counts.add('ok');
    activity.spread('requestMs').add(performance.now() - askedAt);
    if (pauseMs > 0) setTimeout(ask, pauseMs);
    else setImmediate(ask);
  });
  ask();
  return stop;
}

/** `sink`. */
export function sink(args: Ops['sink']['args']): Ops['sink']['result'] {
  const sockets = args.sockets.map(mine);
  return begin((activity) => {
    const timer = args.bytesPerSec === undefined ? undefined : slowly(sockets, args, activity);
    if (timer === undefined) {
      for (const fd of sockets) watch(fd, C.EPOLLIN, () => void take(fd, TURN_BYTES, activity));
    }
    return (close) => {
      clearInterval(timer);
      for (const fd of sockets.filter(isHeld)) {
        unwatch(fd);
        if (close) drop(fd);
      }
    };
  });
}

function slowly(
  sockets: readonly SocketId[],
  args: Ops['sink']['args'],
  activity: Activity,
): NodeJS.Timeout {
  const readers = sockets.map((fd) => ({ fd, rate: pace(args.bytesPerSec ?? 0), open: true }));
  return setInterval(() => {
    for (const reader of readers.filter((r) => r.open && isHeld(r.fd))) {
      const allowed = reader.rate.take();
      if (allowed > 0) reader.open = take(reader.fd, allowed, activity);
    }
  }, TICK_MS);
}

/** Reads once; answers whether there may be more. */
function take(fd: SocketId, allowed: number, activity: Activity): boolean {
  const got = recvBytes(fd, allowed);
  if (got === -EAGAIN) return true;
  if (got > 0) {
    activity.counts.add('bytesRead', got);
    return true;
  }
  if (got === 0) activity.counts.add('eof');
  else activity.errors.add(errnoName(got));
  unwatch(fd);
  return false;
}
