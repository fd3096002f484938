import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { watchServer, watchSocket } from '../src/heartbeat/mod.ts';
import { listenersOn, openPair } from './heartbeat-connections.ts';

const FAST = { everyMs: 50, deadAfterMs: 200, ping: () => 'PING\n' };

/** Waits until a connection is called dead. */
async function death(socket: Socket, options: { readonly everyMs?: number } = {}): Promise<Death> {
  const { promise, resolve } = Promise.withResolvers<Death>();
  using _ = watchSocket(socket, { ...FAST, ...options, onDead: resolve });
  return await promise;
}

for (const host of ['127.0.0.1', '::1']) {
  test(`watchSocket() says that the peer at ${host} hangs, and resets the connection`, async () => {
    await using pair = await openPair(host);
    const closed = once(pair.accepted, 'close');
    assert.partialDeepStrictEqual(await death(pair.accepted), {
      reason: 'silent',
      cause: 'application-hung',
      sendQueue: { unacknowledgedBytes: 0 },
    });
    await closed;
    assert.ok(pair.accepted.destroyed);
  });
}

test('watchSocket() hears a peer that answers, and whatever else it says', async () => {
  await using pair = await openPair();
  pair.accepted.resume();
  pair.client.on('data', () => pair.client.write('!'));
  using beat = watchSocket(pair.accepted, FAST);
  await until('ten pings', () => beat.status().pings >= 10);
  assert.equal(beat.status().state, 'beating');
});

test('watchSocket() hears a peer through a reader of its own kind: for await', async () => {
  await using pair = await openPair();
  const reading = (async () => {
    let bytes = 0;
    for await (const chunk of pair.accepted) bytes += (chunk as Buffer).length;
    return bytes;
  })();
  using beat = watchSocket(pair.accepted, FAST);
  pair.client.on('data', () => pair.client.write('!'));
  await until('pings', () => beat.status().pings >= 6);
  assert.equal(beat.status().state, 'beating');
  beat[Symbol.dispose]();
  pair.client.end();
  assert.ok((await reading) >= 5);
});

test('watchSocket() disturbs no reader: data waits for the one who comes later', async () => {
  await using pair = await openPair();
  pair.client.on('data', () => pair.client.write('!'));
  using beat = watchSocket(pair.accepted, FAST);
  pair.client.write('hello');
  await until('pings', () => beat.status().pings >= 2);
  const [first] = (await once(pair.accepted, 'data')) as [Buffer];
  assert.match(first.toString(), /^hello/);
});

test('watchSocket() does not kill a silent peer while the socket is paused', async () => {
  await using pair = await openPair();
  pair.accepted.pause();
  using beat = watchSocket(pair.accepted, FAST);
  await until('pings', () => beat.status().pings >= 12);
  assert.partialDeepStrictEqual(beat.status(), { state: 'cannot-tell', because: 'paused' });
  pair.accepted.resume();
  await until('death, now that somebody reads', () => beat.status().state === 'dead');
});

test('watchSocket() cannot tell after the peer has ended its side', async () => {
  await using pair = await openPair();
  pair.accepted.resume();
  pair.client.end();
  await once(pair.accepted, 'end');
  using beat = watchSocket(pair.accepted, FAST);
  await until('pings', () => beat.status().pings >= 12);
  assert.partialDeepStrictEqual(beat.status(), { state: 'cannot-tell', because: 'ended' });
});

test('watchSocket() queues one ping, no more, for a peer that does not read', async () => {
  await using pair = await openPair();
  pair.client.pause();
  while (pair.accepted.write(Buffer.alloc(1 << 20))); // until it no longer fits
  pair.accepted.write(Buffer.alloc(64 << 20));
  using beat = watchSocket(pair.accepted, { ...FAST, deadAfterMs: 400, reset: false });
  await until('death', () => beat.status().state === 'dead');
  assert.equal(beat.status().pings, 1);
  assert.ok(beat.status().skippedPings >= 5);
});

test('watchSocket() says write-stalled and application-hung of a peer that does not read', async () => {
  await using pair = await openPair();
  pair.client.pause();
  pair.accepted.write(Buffer.alloc(64 << 20));
  assert.partialDeepStrictEqual(await death(pair.accepted), {
    reason: 'write-stalled',
    cause: 'application-hung',
    sendQueue: { timer: 'probe' },
  });
});

test('watchSocket() says that the program is gone when the connection is reset', async () => {
  await using pair = await openPair();
  pair.accepted.resume();
  const died = death(pair.accepted);
  pair.client.resetAndDestroy();
  assert.partialDeepStrictEqual(await died, {
    reason: 'reset',
    cause: 'application-gone',
    code: 'ECONNRESET',
  });
});

test('watchSocket() waits for a socket that still connects', async () => {
  await using pair = await openPair();
  const { port } = pair.server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  using beat = watchSocket(client, FAST);
  assert.equal(beat.status().pings, 0);
  await until('pings', () => beat.status().pings >= 1);
  client.destroy();
  await until('the end', () => beat.status().state === 'stopped');
});

test('watchSocket() gives up with a socket that never connects', async () => {
  const client = connect(1, '127.0.0.1');
  client.on('error', () => {});
  const before = listenersOn(client);
  const beat = watchSocket(client, FAST);
  await until('the refusal', () => client.destroyed && beat.status().state === 'stopped');
  assert.equal(beat.status().state, 'stopped');
  assert.deepEqual(listenersOn(client), before);
});

test('watchSocket() leaves no listener behind', async () => {
  await using pair = await openPair();
  const before = listenersOn(pair.accepted);
  const beats = Array.from({ length: 5 }, () => watchSocket(pair.accepted, FAST));
  for (const beat of beats) beat[Symbol.dispose]();
  assert.deepEqual(listenersOn(pair.accepted), before);
});

test('watchServer() watches what it accepts, counts, and leaves nothing behind', async () => {
  await using pair = await openPair();
  const dead: [Death, Socket][] = [];
  const before = listenersOn(pair.server);
  const group = watchServer(pair.server, { ...FAST, onDead: (...args) => dead.push(args) });
  const { port } = pair.server.address() as AddressInfo;
  const clients = Array.from({ length: 3 }, () => connect(port, '127.0.0.1'));
  for (const client of clients) client.on('error', () => {});
  const [talking] = clients;
  talking?.on('data', () => talking.write('!'));
  const resume = (socket: Socket): Socket => socket.resume();
  pair.server.on('connection', resume);
  await until('two deaths', () => dead.length === 2 && group.counters().watched === 1);
  assert.partialDeepStrictEqual(group.counters(), {
    deadByReason: { silent: 2 },
    deadByCause: { 'application-hung': 2 },
    cannotTell: 0,
  });
  assert.ok(dead.every(([, socket]) => socket.destroyed));
  group[Symbol.dispose]();
  assert.equal(group.counters().watched, 0);
  for (const client of clients) client.destroy();
  pair.server.off('connection', resume);
  assert.deepEqual(listenersOn(pair.server), before);
});

test('watchSocket() does not keep the process alive', () => {
  const mod = new URL('../src/heartbeat/mod.ts', import.meta.url).href;
  const program = `
    import { connect, createServer } from 'node:net';
    import { watchSocket } from '${mod}';
    const server = createServer((s) => s.unref()).listen(0, '127.0.0.1', () => {
      const client = connect(server.address().port, '127.0.0.1', () => {
        watchSocket(client, { ping: () => '?' });
        client.unref();
        server.unref();
      });
    });`;
  const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    timeout: 10_000,
  });
  assert.deepEqual([status, signal], [0, null]);
});
