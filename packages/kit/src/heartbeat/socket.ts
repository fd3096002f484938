/**
 * A heartbeat for a `net.Socket` or `tls.TLSSocket`. The ping frame is the protocol's own.
 * @module
 */
import type { Server, Socket } from 'node:net';
import { Server as TlsServer, TLSSocket } from 'node:tls';
import { polled } from '../polled.ts';
import { watchEach } from './group.ts';
import type { GroupOptions, HeartbeatGroup } from './group.ts';
import { heartbeat, heartbeatSince } from './heartbeat.ts';
import type { Heartbeat, WatchOptions } from './heartbeat-options.ts';
import { sharedKernelView } from './kernel-view.ts';
import type { KernelView } from './kernel-view.ts';
import type { Line } from './line.ts';
import type { Ends } from './socket-rows.ts';
import type { SendQueue } from './send-queue.ts';
import { whenClosed } from './when-closed.ts';
import { stoppedHeartbeat, whenReady } from './when-ready.ts';

/** Settings of the heartbeat of a socket. */
export interface SocketHeartbeatOptions extends WatchOptions {
  /** One ping, as the protocol writes it; the peer must answer with something. */
  readonly ping: () => Uint8Array | string;
}

/**
 * Watches one socket; starts when it is connected.
 *
 * Write only whole frames to the socket, each in one `write()`: a ping goes between two of them.
 * @throws {RangeError} See `heartbeat`.
 */
export function watchSocket(socket: Socket, options: SocketHeartbeatOptions): Heartbeat {
  const begin = (): Heartbeat => heartbeat(ownLine(socket, options), options);
  if (socket.destroyed) return stoppedHeartbeat();
  return socket.pending ? whenReady(socket, 'connect', options, begin) : begin();
}

/**
 * Watches every connection that a `net` or `tls` server accepts from now on.
 * @throws {RangeError} See `heartbeat`.
 */
export function watchServer(
  server: Server,
  options: GroupOptions<SocketHeartbeatOptions, Socket>,
): HeartbeatGroup {
  const event = server instanceof TlsServer ? 'secureConnection' : 'connection';
  return watchEach<SocketHeartbeatOptions, Socket>({
    source: server,
    event,
    options,
    watch: (socket, each, sinceMs) => heartbeatSince(sinceMs, ownLine(socket, each), each),
    errorOf: ({ errored }) => errored ?? undefined,
  });
}

/** A socket on which nothing but the protocol's own ping is spoken. */
function ownLine(socket: Socket, options: SocketHeartbeatOptions): Line {
  const { kernel = sharedKernelView } = options;
  return socketLine(socket, pingBy(socket, options), kernel);
}

/**
 * After `end()` nothing can be written any more: the end itself asks the peer, which answers with its
 * own. It never counts as left, since all that waits before it must be acknowledged with it.
 */
const pingBy =
  (socket: Socket, options: SocketHeartbeatOptions) =>
  (sent: () => void): void => {
    if (!socket.writableEnded) socket.write(options.ping(), sent);
  };

/** A socket as a line; the protocols on top of it only ping in their own way. */
export function socketLine(
  socket: Socket,
  ping: (sent: () => void) => void,
  kernel: KernelView,
): Line {
  return {
    receivedBytes: () => socket.bytesRead,
    flushedBytes: () => socket.bytesWritten - socket.writableLength,
    unsentBytes: () => socket.writableLength,
    blindness: () => (socket.readableEnded ? 'ended' : isReading(socket) ? undefined : 'paused'),
    ping,
    // Only now: asking for both ends takes two system calls, and most connections are never in doubt.
    sendQueue: () => sendQueueOf(endsOf(socket), kernel),
    onClose: (call) => whenClosed(socket, call),
    reset: () => void resetSocket(socket),
  };
}

/** What the kernel says, once the event loop has read what lies there: timers run before that. */
export async function sendQueueOf(
  ends: Ends | undefined,
  kernel: KernelView,
): Promise<SendQueue | undefined> {
  await polled();
  return ends === undefined ? undefined : kernel.sendQueue(ends);
}

/** Both ends, while it is connected. */
export function endsOf(socket: Socket): Ends | undefined {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (localAddress === undefined || localPort === undefined) return undefined;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return { localAddress, localPort, remoteAddress, remotePort };
}

/**
 * Whether bytes are taken from the kernel. A stream with a reader of 'readable', as `for await`
 * is, calls itself paused and reads all the same until its buffer is full.
 */
function isReading(socket: Socket): boolean {
  if (socket.readableLength >= socket.readableHighWaterMark) return false;
  return !socket.isPaused() || socket.listenerCount('readable') > 0;
}

/**
 * Ends with a reset where it can: after a plain close the kernel would go on for up to 15 minutes
 * sending what is left to a host that is gone. TLS and what is not TCP it can only close.
 */
function resetSocket(socket: Socket): Socket {
  const isTcp = !(socket instanceof TLSSocket) && endsOf(socket) !== undefined;
  return isTcp ? socket.resetAndDestroy() : socket.destroy();
}
