/**
 * A heartbeat for an HTTP/2 session, by its PING frame.
 * @module
 */
import type { Http2SecureServer, Http2Server, Http2Session } from 'node:http2';
import { watchEach } from './group.ts';
import type { GroupOptions, HeartbeatGroup } from './group.ts';
import { heartbeat } from './heartbeat.ts';
import type { Heartbeat, WatchOptions } from './heartbeat-options.ts';
import { sharedKernelView } from './kernel-view.ts';
import type { KernelView } from './kernel-view.ts';
import type { Line } from './line.ts';
import { endsOf, sendQueueOf } from './socket.ts';
import { whenClosed } from './when-closed.ts';
import { stoppedHeartbeat, whenReady } from './when-ready.ts';

/**
 * Watches one session, of a client or a server; starts when it is connected. A session reads as
 * long as it lives, so its silence always means something.
 *
 * @throws {RangeError} See `heartbeat`.
 */
export function watchSession(session: Http2Session, options: WatchOptions = {}): Heartbeat {
  const { kernel = sharedKernelView } = options;
  const begin = (): Heartbeat => heartbeat(sessionLine(session, kernel), options);
  if (session.destroyed) return stoppedHeartbeat();
  return session.connecting ? whenReady(session, 'connect', options, begin) : begin();
}

/** Watches every session that an HTTP/2 server accepts from now on. */
export const watchHttp2Server = (
  server: Http2Server | Http2SecureServer,
  options: GroupOptions<WatchOptions, Http2Session> = {},
): HeartbeatGroup => watchEach({ source: server, event: 'session', options, watch: watchSession });

/** One PING at a time: it has left when it was answered, so an unanswered one holds back the next. */
function sessionLine(session: Http2Session, kernel: KernelView): Line {
  const { socket } = session;
  const ends = endsOf(socket);
  return {
    receivedBytes: () => (session.destroyed ? 0 : socket.bytesRead),
    flushedBytes: () => (session.destroyed ? 0 : socket.bytesWritten - socket.writableLength),
    unsentBytes: () => (session.destroyed ? 0 : socket.writableLength),
    blindness: () => undefined,
    ping(sent) {
      if (session.destroyed || !ask(session, sent)) sent();
    },
    sendQueue: () => sendQueueOf(ends, kernel),
    onClose: (call) => whenClosed(session, call),
    reset: () => close(session),
  };
}

/** After GOAWAY Node sends no PING any more; SETTINGS that change nothing are answered as well. */
function ask(session: Http2Session, answered: () => void): boolean {
  if (!session.closed) return session.ping(answered);
  session.settings({}, answered);
  return true;
}

/**
 * Ends the session and what is open on it with an error: without one, half a body would pass for a
 * whole. The socket first: the session would wait for what it has written to leave, for ever.
 */
function close(session: Http2Session): void {
  if (session.destroyed) return;
  void session.socket[Symbol.asyncDispose]().catch(() => {});
  session.destroy(new Error('Cannot hear the peer: called dead by its heartbeat'));
}
