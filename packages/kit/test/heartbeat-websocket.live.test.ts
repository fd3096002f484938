import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { watchWebSocket, watchWebSocketServer } from '../src/heartbeat/mod.ts';
import { listenersOn } from './heartbeat-connections.ts';

const FAST = { everyMs: 50, deadAfterMs: 200 };

async function openServer(): Promise<WebSocketServer & AsyncDisposable> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  });
}

const clientOf = (server: WebSocketServer): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);

/** The program hangs: its kernel goes on, nothing reads. */
const hang = (webSocket: WebSocket): Socket => {
  const { _socket: socket } = webSocket as unknown as { readonly _socket: Socket };
  return socket.pause();
};

test('watchWebSocketServer() keeps clients that answer, with no code of theirs', async () => {
  await using server = await openServer();
  using group = watchWebSocketServer(server, FAST);
  const client = clientOf(server);
  await until('pings', () => group.counters().pings >= 10);
  assert.deepEqual(group.counters().deadByReason, {});
  client.terminate();
  await until('the end', () => group.counters().watched === 0);
  assert.ok(group.counters().pings >= 10);
});

test('watchWebSocketServer() resets a client that hangs, and only that', async () => {
  await using server = await openServer();
  const clients = [clientOf(server), clientOf(server)] as const;
  await Promise.all(clients.map((client) => once(client, 'open')));
  await until('both', () => server.clients.size === 2);
  const dead: [Death, WebSocket][] = [];
  using group = watchWebSocketServer(server, { ...FAST, onDead: (...args) => dead.push(args) });
  hang(clients[0]);
  await until('one to die', () => group.counters().watched === 1);
  assert.partialDeepStrictEqual(dead[0]?.[0], { reason: 'silent', cause: 'application-hung' });
  await until('ws to see it closed', () => dead[0]?.[1].readyState === WebSocket.CLOSED);
  const { pings } = group.counters();
  await until('more pings', () => group.counters().pings > pings + 8);
  assert.deepEqual([dead.length, server.clients.size], [1, 1]);
  for (const client of clients) client.terminate();
});

test('watchWebSocket() watches a client from before it is open', async () => {
  await using server = await openServer();
  const client = clientOf(server);
  const { promise: died, resolve } = Promise.withResolvers<Death>();
  using beat = watchWebSocket(client, { ...FAST, onDead: resolve });
  client.on('error', () => {});
  await until('pings', () => beat.status().pings >= 6);
  assert.equal(beat.status().state, 'beating');
  for (const webSocket of server.clients) hang(webSocket);
  assert.equal((await died).cause, 'application-hung');
});

test('watchWebSocket() does not kill the peer of a WebSocket that is paused here', async () => {
  await using server = await openServer();
  const client = clientOf(server);
  await once(client, 'open');
  const before = listenersOn(client);
  const beat = watchWebSocket(client, FAST);
  client.pause();
  for (const webSocket of server.clients) hang(webSocket);
  await until('pings', () => beat.status().pings >= 12);
  assert.equal(beat.status().state, 'cannot-tell');
  beat[Symbol.dispose]();
  assert.deepEqual(listenersOn(client), before);
  client.terminate();
});

test('watchWebSocket() refuses what is not of ws', () => {
  const browser = Object.assign(new EventTarget(), { readyState: 1, ping: () => {} });
  assert.throws(() => watchWebSocket(browser as unknown as WebSocket), TypeError);
});

for (const readyState of [WebSocket.CONNECTING, WebSocket.OPEN]) {
  test(`watchWebSocket() says why it refuses what is not of ws, in state ${readyState}`, () => {
    const browser = Object.assign(new EventTarget(), { readyState, ping: () => {} });
    assert.throws(() => watchWebSocket(browser as unknown as WebSocket), /wanted one of .* ws/);
  });
}

test('watchWebSocket() has nothing to say of a WebSocket that is closed already', async () => {
  await using server = await openServer();
  const [closed, refused] = [clientOf(server), new WebSocket('ws://127.0.0.1:1')];
  refused.on('error', () => {});
  await once(closed, 'open');
  closed.close();
  await until('both ends', () => closed.readyState + refused.readyState === 2 * WebSocket.CLOSED);
  for (const webSocket of [closed, refused]) {
    const beat = watchWebSocket(webSocket, { ...FAST, onDead: () => assert.fail('told') });
    assert.partialDeepStrictEqual(beat.status(), { state: 'stopped', pings: 0 });
  }
});

test('watchWebSocket() refuses times that make no sense before the WebSocket is open', async () => {
  await using server = await openServer();
  const client = clientOf(server);
  assert.throws(() => watchWebSocket(client, { everyMs: 0 }), RangeError);
  await once(client, 'open');
  client.terminate();
});
