/**
 * Servers that the bench measures: each with the kit, and as a careful hand would write it without.
 * @module
 */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { watchServer } from '../../src/heartbeat/mod.ts';
import { listen } from '../../src/listen/mod.ts';

const PLACE = { port: 0, host: '127.0.0.1' } as const;
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');

/** Answers its port. */
export async function serveHttp(withKit: boolean): Promise<number> {
  const server = createHttpServer((_, response) => response.end('hello'));
  if (withKit) {
    await listen(server, PLACE);
    return portOf(server);
  }
  // What listen() sees to, as far as Node can do it by itself.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 70_000;
  server.on('connection', (socket) => socket.setKeepAlive(true, 60_000));
  return open(server);
}

/** A server of plain sockets that answers whatever comes. */
export async function serveTcp(withKit: boolean): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {}).on('data', () => socket.write(ANSWER));
  });
  if (withKit) watchServer(server, { ping: () => 'PING\r\n' });
  return open(server);
}

/** What clients ask, in the same process. Answers its URL. */
export async function serveUpstream(): Promise<string> {
  const server = createHttpServer((_, response) => response.end('hello'));
  server.keepAliveTimeout = 60_000;
  return `http://127.0.0.1:${await open(server)}/`;
}

async function open(server: Server): Promise<number> {
  server.listen({ ...PLACE, backlog: 4_096 });
  await once(server, 'listening');
  return portOf(server);
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
