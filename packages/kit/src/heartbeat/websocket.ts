/**
 * A heartbeat for a WebSocket of the user's `ws`.
 * @module
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { watchEach } from './group.ts';
import type { GroupOptions, HeartbeatGroup } from './group.ts';
import { heartbeat } from './heartbeat.ts';
import type { Heartbeat, WatchOptions } from './heartbeat-options.ts';
import { sharedKernelView } from './kernel-view.ts';
import type { KernelView } from './kernel-view.ts';
import type { Line } from './line.ts';
import { socketLine } from './socket.ts';
import { stoppedHeartbeat, whenReady } from './when-ready.ts';

/** What is used of a `WebSocket` of ws 8. */
export interface WebSocketLike extends EventEmitter {
  /** 0 while it connects. */
  readonly readyState: number;
  ping(data?: unknown, mask?: boolean, sent?: (error: Error) => void): void;
}

/** What is used of a `WebSocketServer` of ws 8. */
export interface WebSocketServerLike<W extends WebSocketLike = WebSocketLike> extends EventEmitter {
  /** The open ones; `undefined` when the server does not keep them. */
  readonly clients?: ReadonlySet<W> | undefined;
}

const CONNECTING = 0;

/**
 * Watches one WebSocket, of a client or a server; starts when it is open.
 *
 * @throws {TypeError} When it is not one of ws: a browser's can neither ping nor be looked into.
 * @throws {RangeError} See `heartbeat`.
 */
export function watchWebSocket(webSocket: WebSocketLike, options: WatchOptions = {}): Heartbeat {
  const socket = socketOf(webSocket);
  if (webSocket.readyState === CONNECTING) {
    return whenReady(webSocket, 'open', options, () => watchWebSocket(webSocket, options));
  }
  if (socket === null || socket.destroyed) return stoppedHeartbeat();
  const { kernel = sharedKernelView } = options;
  return heartbeat(webSocketLine(webSocket, socket, kernel), options);
}

/** Watches every client of a WebSocketServer: those it keeps now and those to come. */
export function watchWebSocketServer<W extends WebSocketLike>(
  server: WebSocketServerLike<W>,
  options: GroupOptions<WatchOptions, W> = {},
): HeartbeatGroup {
  const already = server.clients ?? [];
  return watchEach({
    source: server,
    event: 'connection',
    already,
    options,
    watch: watchWebSocket,
  });
}

/** Any byte on the connection below counts, so a long message on its way is a sign of life too. */
function webSocketLine(webSocket: WebSocketLike, socket: Socket, kernel: KernelView): Line {
  const ping = (sent: () => void): void => webSocket.ping(undefined, undefined, sent);
  return socketLine(socket, ping, kernel);
}

/** ws keeps the connection below in this field since its version 1; `null` before there is one. */
function socketOf(webSocket: WebSocketLike): Socket | null {
  const { _socket: socket } = webSocket as { readonly _socket?: Socket | null };
  if (socket !== undefined) return socket;
  throw new TypeError('Cannot watch the WebSocket: wanted one of the package ws');
}
