/**
 * What the bench measures, with the kit or without it, the rest being the same: `CASE with|without
 * UPSTREAM`. A server says its port and serves. A client answers each word `go MS` by how many
 * requests it has made in that time. Both answer `cpu` by the CPU time they have used so far.
 * @module
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { Pool } from 'tarn';
import * as undici from 'undici';
import { listen } from '../../src/listen/mod.ts';
import { httpPool, socketPool } from '../../src/pool/mod.ts';
import { onWord, say } from './say.ts';

const [, , subject = '', by = '', upstream = ''] = process.argv;
const withKit = by === 'with';
const AT_ONCE = 32;

async function serve(): Promise<() => Promise<void>> {
  const server = createServer((_, response) => response.end('hello'));
  if (withKit) await listen(server, { port: 0, host: '127.0.0.1' });
  else {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
    await once(server, 'listening');
  }
  say({ port: (server.address() as AddressInfo).port });
  return () => Promise.reject(new Error('A server is asked, it does not ask'));
}

function askHttp(): () => Promise<void> {
  const dispatcher = withKit ? httpPool(undici).agent : new undici.Agent({ connections: 50 });
  return async () => {
    const { body } = await undici.request(upstream, { dispatcher });
    await body.dump();
  };
}

async function exchange(socket: Socket): Promise<void> {
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
}

function askSocket(): () => Promise<void> {
  const { port } = new URL(upstream);
  const place = { port: Number(port), host: '127.0.0.1' };
  if (withKit) {
    const pool = socketPool(Pool, { connect: place });
    return () => pool.lend(exchange);
  }
  const pool = new Pool<Socket>({
    create: async () => {
      const socket = connect(place);
      await once(socket, 'connect');
      return socket;
    },
    destroy: (socket) => socket.destroy(),
    min: 0,
    max: 50,
  });
  return async () => {
    const socket = await pool.acquire().promise;
    await exchange(socket);
    pool.release(socket);
  };
}

async function measure(ask: () => Promise<void>, forMs: number): Promise<void> {
  const endMs = performance.now() + forMs;
  let requests = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < endMs) {
      await ask();
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  say({ requests });
}

const SUBJECTS: Readonly<
  Record<string, () => (() => Promise<void>) | Promise<() => Promise<void>>>
> = {
  server: serve,
  httpPool: askHttp,
  socketPool: askSocket,
};
const ask = await SUBJECTS[subject]?.();
if (ask === undefined) throw new Error(`No such subject: ${subject}`);
if (subject !== 'server') say({ ready: true });
onWord((word) => {
  const { user, system } = process.cpuUsage();
  if (word === 'cpu') say({ cpuUs: user + system });
  else void measure(ask, Number(word.split(' ')[1]));
});
