import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import * as undici from 'undici';
import { TLS } from '../../test/localhost-tls.ts';
import { until } from '../../../doctor/src/lab/until.ts';
import type { HttpPoolOptions } from './mod.ts';
import { httpPool, localPorts } from './mod.ts';

/** A server that knows its connections, and answers when told to. */
async function serve(
  answer: (response: http.ServerResponse) => void = (r) => void r.end('hi'),
  keepAliveMs = 60_000,
) {
  const sockets = new Set<Socket>();
  const server = http.createServer((_, response) => answer(response));
  server.keepAliveTimeout = keepAliveMs;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    sockets,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A server whose answers wait for `go()`. */
async function serveHeld() {
  const held: http.ServerResponse[] = [];
  const server = await serve((response) => held.push(response));
  return {
    ...server,
    held,
    go: (): void => {
      for (const response of held.splice(0)) response.end('hi');
    },
  };
}

const openPool = (options: HttpPoolOptions = {}) => httpPool(undici, options);

async function ask(url: string, dispatcher: undici.Dispatcher): Promise<number> {
  const { statusCode, body } = await undici.request(url, { dispatcher });
  await body.dump();
  return statusCode;
}

test('httpPool() reuses connections for requests one after the other', async () => {
  await using server = await serve();
  await using pool = openPool();
  for (let n = 0; n < 20; n += 1) assert.equal(await ask(server.url, pool.agent), 200);
  // undici hands out the next request before it has quite done with the one before: two, not one.
  const { created, reused, open } = pool.counters();
  assert.ok(created <= 2 && open === created && reused === 20 - created, `${created} created`);
  assert.partialDeepStrictEqual(pool.portUses(), [{ open, timeWait: 0 }]);
});

test('httpPool() has the limits of a careful application by default', async () => {
  await using pool = openPool();
  assert.deepEqual(pool.limits, { total: 200, perOrigin: 50, ports: localPorts() });
});

test('httpPool() opens no more connections to an origin than allowed; others wait', async () => {
  await using server = await serveHeld();
  await using pool = openPool({ perOrigin: 3 });
  const answers = Array.from({ length: 9 }, () => ask(server.url, pool.agent));
  await until('three requests', () => server.held.length === 3);
  assert.partialDeepStrictEqual(pool.counters(), { created: 3, open: 3, waiting: 6 });
  for (let n = 0; n < 3; n += 1) {
    await until('three requests', () => server.held.length === 3);
    server.go();
  }
  assert.deepEqual(new Set(await Promise.all(answers)), new Set([200]));
  assert.partialDeepStrictEqual(pool.counters(), { created: 3, reused: 6, waiting: 0 });
});

test('httpPool() keeps to its total by closing what is idle elsewhere', async () => {
  const servers = await Promise.all([serve(), serve(), serve()]);
  const pool = openPool({ total: 2 });
  for (let n = 0; n < 4; n += 1) {
    for (const { url } of servers) assert.equal(await ask(url, pool.agent), 200);
    assert.ok(pool.counters().open <= 2, `${pool.counters().open} open`);
  }
  assert.ok(pool.counters().closedByUs >= 1);
  await pool.close();
  for (const server of servers) await server[Symbol.asyncDispose]();
});

test('httpPool() lets a request wait for the total, then go on', async () => {
  await using busy = await serveHeld();
  await using other = await serve();
  await using pool = openPool({ total: 1 });
  const first = ask(busy.url, pool.agent);
  await until('the first to be in progress', () => busy.held.length === 1);
  const second = ask(other.url, pool.agent);
  await until('the second to wait', () => pool.counters().waiting === 1);
  busy.go();
  assert.deepEqual(await Promise.all([first, second]), [200, 200]);
});

test('httpPool() refuses a request that would wait for the total for too long', async () => {
  await using busy = await serveHeld();
  await using other = await serve();
  await using pool = openPool({ total: 1, waitMs: 50 });
  const first = ask(busy.url, pool.agent);
  await until('the first to be in progress', () => busy.held.length === 1);
  await assert.rejects(ask(other.url, pool.agent), {
    name: 'PoolError',
    code: 'TCPDOCTOR_POOL_FULL',
    message: 'Cannot lend a connection: all 1 are in use, and none became idle within 50 ms',
  });
  busy.go();
  assert.equal(await first, 200);
});

test('httpPool() lets requests to one origin take turns when they are more than the total', async () => {
  await using server = await serveHeld();
  await using pool = openPool({ total: 2 });
  assert.equal(pool.limits.perOrigin, 2);
  const answers = Array.from({ length: 8 }, () => ask(server.url, pool.agent));
  for (let n = 0; n < 4; n += 1) {
    await until('two requests', () => server.held.length === 2);
    server.go();
  }
  await Promise.all(answers);
  assert.partialDeepStrictEqual(pool.counters(), { created: 2, reused: 6, closedByUs: 0 });
});

test('httpPool() closes no more connections than are waited for', async () => {
  await using busy = await serveHeld();
  await using other = await serve();
  await using pool = openPool({ total: 5 });
  const answers = Array.from({ length: 5 }, () => ask(busy.url, pool.agent));
  await until('five requests', () => busy.held.length === 5);
  const waits = ask(other.url, pool.agent);
  await until('one to wait', () => pool.counters().waiting === 1);
  busy.go();
  await Promise.all([...answers, waits]);
  assert.partialDeepStrictEqual(pool.counters(), { created: 6, closedByUs: 1, open: 5 });
});

test('httpPool() does not take a connection for idle that was handed over, as to a WebSocket', async () => {
  const server = http.createServer().on('upgrade', (_, socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n',
    );
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await using other = await serve();
  await using pool = openPool({ total: 1, waitMs: 100 });
  const { socket } = await undici.upgrade(url, { dispatcher: pool.agent, protocol: 'echo' });
  await assert.rejects(ask(other.url, pool.agent), { code: 'TCPDOCTOR_POOL_FULL' });
  socket.write('still there');
  assert.equal(String((await once(socket, 'data'))[0]), 'still there');
  socket.destroy();
  assert.equal(await ask(other.url, pool.agent), 200);
  server.close();
});

/** An HTTP/2 server, and what the pool has to know of it. */
async function serveHttp2(answer: (response: http2.Http2ServerResponse) => void) {
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createSecureServer(TLS);
  server.on('session', (session) => void sessions.add(session));
  server.on('request', (_, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sessions,
    agentOptions: { connect: { ca: TLS.cert, servername: 'localhost' } },
    [Symbol.asyncDispose]: async (): Promise<void> => {
      server.close();
      for (const session of sessions) session.destroy();
      await once(server, 'close');
    },
  };
}

test('httpPool() makes room of an HTTP/2 connection, too', async () => {
  const held: http2.Http2ServerResponse[] = [];
  await using server = await serveHttp2((response) => held.push(response));
  await using other = await serve();
  const { agentOptions } = server;
  await using pool = openPool({ total: 1, waitMs: 2_000, serverIdleMs: 60_000, agentOptions });
  const first = ask(server.url, pool.agent);
  await until('the first to be in progress', () => held.length === 1);
  const second = ask(other.url, pool.agent);
  await until('the second to wait', () => pool.counters().waiting === 1);
  held[0]?.end('hi');
  assert.deepEqual(await Promise.all([first, second]), [200, 200]);
});

test('httpPool() makes room of an HTTP/2 connection whose server wants no more requests', async () => {
  await using server = await serveHttp2((response) => void response.end('hi'));
  await using pool = openPool({ total: 1, waitMs: 2_000, agentOptions: server.agentOptions });
  assert.equal(await ask(server.url, pool.agent), 200);
  for (const session of server.sessions) session.goaway();
  assert.equal(await ask(server.url, pool.agent), 200);
  assert.partialDeepStrictEqual(pool.counters(), { created: 2, open: 1 });
});

test('httpPool() keeps count of its places whatever a connector does', async () => {
  await using server = await serve();
  const wrong = { throws: true };
  const connectTo = undici.buildConnector({});
  const connect: undici.buildConnector.connector = (target, connected) => {
    if (wrong.throws) throw new Error('no key');
    connectTo(target, (...answer) => {
      connected(...answer);
      connected(new Error('once more'), null);
    });
  };
  await using pool = openPool({ total: 1, waitMs: 100, agentOptions: { connect } });
  for (let n = 0; n < 3; n += 1) await assert.rejects(ask(server.url, pool.agent), /no key/);
  wrong.throws = false;
  assert.equal(await ask(server.url, pool.agent), 200);
  assert.partialDeepStrictEqual(pool.counters(), { failed: 3, created: 1, open: 1 });
});

test('httpPool() refuses limits that make no sense', () => {
  const wrong: readonly HttpPoolOptions[] = [
    { total: 0 },
    { total: Number.NaN },
    { perOrigin: 0 },
    { perOrigin: 1.5 },
    { serverIdleMs: 0 },
    { serverIdleMs: Infinity },
    { waitMs: Infinity },
    { waitMs: -1 },
  ];
  for (const options of wrong) assert.throws(() => openPool(options), RangeError);
  openPool({ total: 1, perOrigin: 1, serverIdleMs: 1, waitMs: 0 });
});

test('httpPool() refuses an undici whose clients do not tell how they stand', () => {
  const old = { ...undici, Client: EventEmitter } as unknown as typeof undici;
  assert.throws(() => httpPool(old), { name: 'TypeError', message: /wanted undici 7.9/ });
});

test('httpPool() tells who has closed', async () => {
  // 0: it does not say for how long it keeps connections.
  await using server = await serve((response) => void response.end('hi'), 0);
  await using pool = openPool({ serverIdleMs: 400 });
  await ask(server.url, pool.agent);
  for (const socket of server.sockets) socket.end();
  await until('the peer to have closed', () => pool.counters().closedByPeer === 1);
  await ask(server.url, pool.agent);
  // Idle for half of 400 ms; undici looks every half second.
  await until('us to have closed', () => pool.counters().closedByUs === 1);
  assert.partialDeepStrictEqual(pool.counters(), { created: 2, open: 0, failed: 0 });
  assert.deepEqual(
    pool.portUses().map(({ open, timeWait }) => [open, timeWait]),
    [[0, 1]],
  );
});

test('httpPool() counts connections that could not be opened, and gives their place back', async () => {
  const gone = await serve();
  await gone[Symbol.asyncDispose]();
  await using server = await serve();
  await using pool = openPool({ total: 1 });
  for (let n = 0; n < 3; n += 1) await assert.rejects(ask(gone.url, pool.agent), /ECONNREFUSED/);
  assert.equal(await ask(server.url, pool.agent), 200);
  assert.partialDeepStrictEqual(pool.counters(), { failed: 3, created: 1 });
});

test('close() cuts requests in progress at the deadline, and refuses those that wait', async () => {
  await using busy = await serveHeld();
  await using other = await serve();
  const pool = openPool({ total: 1 });
  const first = ask(busy.url, pool.agent);
  await until('the first to be in progress', () => busy.held.length === 1);
  const second = ask(other.url, pool.agent);
  await until('the second to wait', () => pool.counters().waiting === 1);
  const ends = Promise.allSettled([first, second]);
  await pool.close({ deadlineMs: 50 });
  assert.deepEqual(
    (await ends).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await until('all to be closed', () => pool.counters().open === 0);
});

test('close() again has nothing to wait for, and nobody waits any more', async () => {
  await using busy = await serveHeld();
  const pool = openPool({ perOrigin: 1 });
  const ends = Promise.allSettled([1, 2, 3].map(() => ask(busy.url, pool.agent)));
  await until('the first to be in progress', () => busy.held.length === 1);
  await pool.close({ deadlineMs: 30 });
  await pool.close({ deadlineMs: Infinity });
  assert.deepEqual(new Set((await ends).map(({ status }) => status)), new Set(['rejected']));
  assert.equal(pool.counters().waiting, 0);
});

test('close() does not mind an agent that was closed or destroyed by itself', async () => {
  await using server = await serve();
  const [closed, destroyed] = [openPool(), openPool()];
  for (const { agent } of [closed, destroyed]) assert.equal(await ask(server.url, agent), 200);
  await closed.agent.close();
  await destroyed.agent.destroy();
  await Promise.all([closed.close(), destroyed.close()]);
});
