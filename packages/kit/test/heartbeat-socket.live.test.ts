import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { watchServer, watchSocket } from '../src/heartbeat/mod.ts';
import { listenersOn, openPair } from './heartbeat-connections.ts';
import type { Pair } from './heartbeat-connections.ts';
import { fakeClock } from './heartbeat-fakes.ts';

const FAST = { everyMs: 50, deadAfterMs: 200, ping: () => 'PING\n' };

/** Where the server of a pair listens. */
const where = ({ server }: Pair): { readonly port: number; readonly host: string } => ({
  port: (server.address() as AddressInfo).port,
  host: '127.0.0.1',
});

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

test('watchSocket() waits for a socket that nobody has connected yet', async () => {
  await using pair = await openPair();
  const client = new Socket();
  const clock = fakeClock();
  using beat = watchSocket(client, { ...FAST, clock });
  await clock.advance(10 * FAST.everyMs);
  assert.deepEqual([beat.status().pings, clock.armed], [0, 0]);
  client.connect(where(pair));
  await once(client, 'connect');
  await clock.advance(FAST.everyMs);
  assert.deepEqual([beat.status().pings, client.destroyed], [1, false]);
  client.destroy();
});

test('watchSocket() has nothing to say of a socket that is closed already', async () => {
  await using pair = await openPair();
  pair.client.destroy();
  const before = listenersOn(pair.client);
  const beat = watchSocket(pair.client, { ...FAST, onDead: () => assert.fail('told') });
  assert.partialDeepStrictEqual(beat.status(), { state: 'stopped', pings: 0 });
  assert.deepEqual(listenersOn(pair.client), before);
});

test('watchSocket() refuses times that make no sense before the socket is connected', async () => {
  await using pair = await openPair();
  const client = connect(where(pair));
  const before = listenersOn(client);
  assert.throws(() => watchSocket(client, { ...FAST, everyMs: 0 }), RangeError);
  assert.deepEqual(listenersOn(client), before);
  await once(client, 'connect');
  client.destroy();
});

test('watchSocket() writes nothing after end(), and hears what still comes', async () => {
  await using pair = await openPair();
  const errors: Error[] = [];
  pair.accepted.on('error', (error) => errors.push(error)).resume();
  pair.client.resume();
  pair.accepted.end('bye');
  using beat = watchSocket(pair.accepted, FAST);
  const talk = setInterval(() => pair.client.write('!'), 20);
  await until('pings that are not sent', () => beat.status().skippedPings >= 8);
  clearInterval(talk);
  assert.deepEqual([errors, beat.status().state, pair.accepted.destroyed], [[], 'beating', false]);
});

test('watchSocket() calls a peer dead that does not answer end()', async () => {
  await using pair = await openPair();
  pair.client.resume();
  pair.accepted.resume().end('bye');
  assert.partialDeepStrictEqual(await death(pair.accepted), {
    reason: 'silent',
    cause: 'application-hung',
  });
  await until('it to be closed', () => pair.accepted.destroyed);
});

test('watchServer() closes a connection over a UNIX socket whose peer hangs', async (t) => {
  const folder = mkdtempSync(`${tmpdir()}/tcpdoctor-heartbeat-`);
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  const { promise: died, resolve } = Promise.withResolvers<Death>();
  using _ = watchServer(server, { ...FAST, onDead: resolve });
  server.listen(`${folder}/socket`);
  await once(server, 'listening');
  const client = connect(`${folder}/socket`)
    .on('error', () => {})
    .pause();
  t.after(() => {
    client.destroy();
    rmSync(folder, { recursive: true });
  });
  assert.partialDeepStrictEqual(await died, { reason: 'silent', cause: 'unknown' });
  server.close();
  await once(server, 'close'); // not before the connection is
});

test('heartbeats begun one by one share a reading of the kernel when their peers die together', async () => {
  await using pair = await openPair();
  const open = async (): Promise<Socket> => {
    const socket = connect(where(pair)).on('error', () => {});
    await once(socket, 'connect');
    return socket.resume();
  };
  const sockets = await Promise.all(Array.from({ length: 40 }, open));
  let opened = 0;
  const hook = createHook({
    init: (_, type) => void (opened += type === 'FILEHANDLE' ? 1 : 0),
  }).enable();
  await Promise.all(sockets.map((socket) => death(socket)));
  hook.disable();
  assert.ok(opened >= 1 && opened <= 20, `${opened} files opened for 40 deaths`);
});

test('watchServer() does not tell of one connection in the async context of another', async () => {
  await using pair = await openPair();
  const context = new AsyncLocalStorage<number>();
  pair.server.on('connection', (socket: Socket) => {
    context.enterWith(socket.resume().remotePort ?? 0);
  });
  const told: (number | undefined)[] = [];
  using _ = watchServer(pair.server, { ...FAST, onDead: () => told.push(context.getStore()) });
  const clients = [1, 2, 3].map(() => connect(where(pair)));
  for (const client of clients) client.on('error', () => {});
  await until('three deaths', () => told.length === 3);
  assert.deepEqual(told, [undefined, undefined, undefined]);
  for (const client of clients) client.destroy();
});

for (const reset of [true, false]) {
  test(`watchServer() does not watch the dead any more, reset: ${reset}`, async () => {
    await using pair = await openPair();
    pair.server.on('connection', (socket: Socket) => socket.resume());
    const dead: Socket[] = [];
    using group = watchServer(pair.server, {
      ...FAST,
      reset,
      onDead: (_, socket) => dead.push(socket),
    });
    const client = connect(where(pair)).on('error', () => {});
    await until('the death', () => dead.length === 1);
    assert.partialDeepStrictEqual(group.counters(), { watched: 0, deadByReason: { silent: 1 } });
    if (reset) await until('it to be closed', () => dead[0]?.closed);
    else assert.equal(dead[0]?.destroyed, false);
    client.destroy();
  });
}

for (const throws of ['', "throw new Error('by the user');"]) {
  test(`watchSocket() resets a dead connection, whatever onDead does: ${throws}`, () => {
    const mod = new URL('../src/heartbeat/mod.ts', import.meta.url).href;
    const program = `
      import { connect, createServer } from 'node:net';
      import { watchSocket } from '${mod}';
      process.on('uncaughtException', ({ message }) => console.log(message));
      const server = createServer((socket) => {
        socket.resume().on('close', () => server.close());
        watchSocket(socket, { everyMs: 50, deadAfterMs: 200, ping: () => '?', onDead() { ${throws} } });
      }).listen(0, '127.0.0.1', () => {
        connect(server.address()).on('error', () => {}).resume();
      });`;
    const { status, signal, stdout } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', program],
      { timeout: 10_000, encoding: 'utf8' },
    );
    assert.deepEqual([status, signal, stdout], [0, null, throws === '' ? '' : 'by the user\n']);
  });
}

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
