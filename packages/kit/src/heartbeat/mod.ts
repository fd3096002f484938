/**
 * Tells a quiet connection from a dead one, and a hung program from a vanished host.
 * @module
 */
export type { Cause, Death, Reason } from './death.ts';
export { heartbeat } from './heartbeat.ts';
export type { GroupOptions, HeartbeatCounters, HeartbeatGroup } from './group.ts';
export type {
  Heartbeat,
  HeartbeatOptions,
  HeartbeatStatus,
  WatchOptions,
} from './heartbeat-options.ts';
export { watchHttp2Server, watchSession } from './http2.ts';
export type { KernelView } from './kernel-view.ts';
export { procKernelView } from './kernel-view.ts';
export type { Blindness, Line } from './line.ts';
export type { Ends } from './socket-rows.ts';
export type { SendQueue, SendTimer } from './send-queue.ts';
export { watchServer, watchSocket } from './socket.ts';
export type { SocketHeartbeatOptions } from './socket.ts';
export type { WebSocketLike, WebSocketServerLike } from './websocket.ts';
export { watchWebSocket, watchWebSocketServer } from './websocket.ts';
