import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { Http2Server } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { watchHttp2Server, watchSession } from '../src/heartbeat/mod.ts';
import { listenersOn } from './heartbeat-connections.ts';

const FAST = { everyMs: 50, deadAfterMs: 200 };

async function openServer(): Promise<Http2Server & AsyncDisposable> {
  const server = createServer();
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
