/**
 * A line server on a stage, with or without heartbeats. A client answers each PING by a byte.
 * @module
 */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { watchServer } from '../src/heartbeat/mod.ts';
import { say, settings } from './heartbeat-said.ts';

/** What it is to do. */
export interface ServerSettings {
  readonly address: string;
  readonly port: number;
  /** Heartbeats of the kit; absent is without. */
  readonly heartbeat?: { readonly everyMs: number; readonly deadAfterMs: number };
  /** TCP keepalive: first probe, ms; then libuv's one per second. @default none */
  readonly keepAliveMs?: number;
  /** `events`: 20 bytes each 200 ms. `bulk`: as much as fits. @default nothing */
  readonly sends?: 'events' | 'bulk';
}

const { address, port, heartbeat, keepAliveMs, sends } = settings() as ServerSettings;
const EVENT = Buffer.alloc(20, 46);
const BULK = Buffer.alloc(65_536, 46);

const server = createServer((socket) => {
  socket.resume();
  socket.on('error', (error) => say('error', { message: error.message }));
  socket.on('close', () => say('closed', { atMs: Date.now() }));
  if (keepAliveMs !== undefined) socket.setKeepAlive(true, keepAliveMs);
  if (sends === 'events') {
    const timer = setInterval(() => socket.write(EVENT), 200);
    socket.on('close', () => clearInterval(timer));
  }
  if (sends === 'bulk') pour(socket);
});

/** Writes for ever, no faster than it is taken. */
function pour(socket: Socket): void {
  while (!socket.destroyed && socket.write(BULK));
  socket.once('drain', () => setImmediate(pour, socket));
}

if (heartbeat !== undefined) {
  watchServer(server, {
    ...heartbeat,
    ping: () => 'PING\n',
    onDead: (death) => say('dead', { atMs: Date.now(), death }),
  });
}
server.listen(port, address, () => say('listening'));
