import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createSecureServer, createServer } from 'node:http2';
import type { ClientHttp2Stream, Http2Server, ServerHttp2Stream } from 'node:http2';
import { connect as connectTcp, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { TLS } from './localhost-tls.ts';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { watchHttp2Server, watchSession } from '../src/heartbeat/mod.ts';
import { listenersOn } from './heartbeat-connections.ts';

const FAST = { everyMs: 50, deadAfterMs: 200 };

async function openServer(server = createServer()): Promise<Http2Server & AsyncDisposable> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}

const portOf = (server: Http2Server): number => (server.address() as AddressInfo).port;

/** The connection preface and an empty SETTINGS frame: a client that then says nothing more. */
const PREFACE = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

/** A GET of / on stream 1, and room for as much as a server likes to send. */
const GREEDY_GET = Buffer.concat([
  PREFACE.subarray(0, -9),
  Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff]),
  Buffer.from([0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7f, 0xff, 0, 0]),
  Buffer.from([0, 0, 6, 1, 5, 0, 0, 0, 1, 0x82, 0x84, 0x86, 0x41, 1, 0x61]),
]);

/** Writes for ever, no faster than it is taken. */
function pour(stream: ServerHttp2Stream): void {
  while (!stream.destroyed && stream.write(Buffer.alloc(1 << 20)));
  stream.once('drain', () => pour(stream));
}

test('watchHttp2Server() and watchSession() keep each other, with PING frames only', async () => {
  await using server = await openServer();
  using group = watchHttp2Server(server, FAST);
  const session = connect(`http://127.0.0.1:${portOf(server)}`);
  const before = listenersOn(session);
  const beat = watchSession(session, FAST);
  await until('pings', () => beat.status().pings >= 8 && group.counters().pings >= 8);
  assert.deepEqual([beat.status().state, group.counters().deadByReason], ['beating', {}]);
  beat[Symbol.dispose]();
  assert.equal(listenersOn(session)['close'], before['close']);
  session.close();
  await until('the end', () => group.counters().watched === 0);
});

test('watchHttp2Server() calls a client dead that does not answer, after one PING', async () => {
  await using server = await openServer();
  const { promise: died, resolve } = Promise.withResolvers<Death>();
  using group = watchHttp2Server(server, { ...FAST, onDead: resolve });
  const client = connectTcp(portOf(server), '127.0.0.1', () => client.write(PREFACE)).resume();
  assert.partialDeepStrictEqual(await died, {
    reason: 'silent',
    cause: 'application-hung',
    pings: 1,
  });
  await once(client, 'close');
  await until('the session to be closed', () => group.counters().watched === 0);
  assert.ok(group.counters().skippedPings >= 1);
});

for (const protocol of ['tcp', 'tls']) {
  test(`watchHttp2Server() lets go of a client that does not read, over ${protocol}`, async (t) => {
    const plain = protocol === 'tcp';
    const made = plain ? createServer() : createSecureServer(TLS);
    await using server = await openServer(made);
    using group = watchHttp2Server(server, FAST);
    server.on('stream', (stream) => pour(stream.on('error', () => {})));
    const where = { port: portOf(server), host: '127.0.0.1' };
    const trust = { ca: TLS.cert, servername: 'localhost', ALPNProtocols: ['h2'] };
    const client = plain ? connectTcp(where) : connectTls({ ...where, ...trust });
    t.after(() => client.destroy());
    client.on('error', () => {}).write(GREEDY_GET);
    await once(server, 'stream');
    client.pause();
    await until('the death', () => group.counters().deadByReason.silent === 1);
    const open = promisify(server.getConnections.bind(server));
    await until('the connection to be gone too', async () => (await open()) === 0);
  });
}

test('watchSession() ends open requests with an error, not with half a body', async (t) => {
  await using server = await openServer();
  server.on('stream', (stream) => {
    stream.on('error', () => {}).respond();
    stream.write('half');
  });
  let hang = false;
  const proxy = createTcpServer((near) => {
    const far = connectTcp(portOf(server), '127.0.0.1');
    near.on('data', (chunk) => hang || far.write(chunk)).on('error', () => {});
    far.on('data', (chunk) => hang || near.write(chunk)).on('error', () => {});
    near.on('close', () => far.destroy());
  }).listen(0, '127.0.0.1');
  t.after(() => proxy.close());
  await once(proxy, 'listening');
  const session = connect(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const failed = once(session, 'error');
  const request: ClientHttp2Stream = session.request();
  request.resume().on('end', () => assert.fail('half a body passes for a whole one'));
  const refused = assert.rejects(once(request, 'end'), /Cannot hear the peer/);
  await once(request, 'response');
  hang = true;
  using _ = watchSession(session, FAST);
  t.after(() => session.destroy());
  await Promise.all([refused, failed]);
});

for (const hangs of [false, true]) {
  test(`watchHttp2Server() goes on after GOAWAY, the client hangs: ${hangs}`, async (t) => {
    await using server = await openServer();
    using group = watchHttp2Server(server, FAST);
    server.on('stream', (stream) => {
      stream.on('error', () => {}).respond(); // and says nothing more
      stream.session?.close();
    });
    if (hangs) {
      const client = connectTcp(portOf(server), '127.0.0.1')
        .resume()
        .on('error', () => {});
      client.write(GREEDY_GET);
      await once(client, 'close');
      assert.deepEqual(group.counters().deadByReason, { silent: 1 });
      return;
    }
    const session = connect(`http://127.0.0.1:${portOf(server)}`);
    t.after(() => session.destroy());
    using beat = watchSession(session, FAST);
    const request = session.request();
    await once(request, 'response');
    const { pings } = group.counters();
    await until('pings', () => group.counters().pings >= pings + 8 && beat.status().pings >= 8);
    assert.deepEqual([group.counters().deadByReason, beat.status().state], [{}, 'beating']);
    request.close();
    await until('the end', () => group.counters().watched === 0);
  });
}

test('watchSession() has nothing to say of a session that is destroyed already', async () => {
  await using server = await openServer();
  const session = connect(`http://127.0.0.1:${portOf(server)}`);
  assert.throws(() => watchSession(session, { everyMs: 0 }), RangeError);
  await once(session, 'connect');
  session.destroy();
  assert.equal(watchSession(session, FAST).status().state, 'stopped');
  await once(session, 'close');
  assert.equal(watchSession(session, FAST).status().state, 'stopped');
});
