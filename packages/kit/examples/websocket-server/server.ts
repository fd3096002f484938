/**
 * A WebSocket server that lets go of clients that are gone or hang.
 *
 *     PORT=8080 node server.ts
 *
 * @module
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { watchWebSocketServer } from '@tcpdoctor/kit/heartbeat';
import { WebSocketServer } from 'ws';

const { PORT = '0', PING_EVERY_MS = '30000' } = process.env;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const server = createServer((_request, response) =>
  response.writeHead(426).end('Upgrade Required'),
);
const sockets = new WebSocketServer({ server, maxPayload: 65_536 });

sockets.on('connection', (socket) => {
  socket.on('error', (error) => say(`error: ${error.message}`));
  socket.on('message', (message, isBinary) => {
    for (const other of sockets.clients) other.send(message, { binary: isBinary });
  });
});

const heartbeats = watchWebSocketServer(sockets, {
  everyMs: Number(PING_EVERY_MS),
  deadAfterMs: 3 * Number(PING_EVERY_MS),
  onDead: ({ reason, cause, silentMs }) =>
    say(`dead: ${reason}, ${cause}, ${silentMs.toFixed()} ms`),
});

process.once('SIGTERM', () => {
  heartbeats[Symbol.dispose]();
  for (const socket of sockets.clients) socket.close(1001, 'going away');
  sockets.close();
  server.close();
});

server.listen(Number(PORT), '127.0.0.1');
await once(server, 'listening');
say(`listening on ${(server.address() as AddressInfo).port}`);
