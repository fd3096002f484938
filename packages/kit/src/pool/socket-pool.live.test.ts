import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import tls from 'node:tls';
import { Pool } from 'tarn';
import { TLS } from '../../test/localhost-tls.ts';
import { until } from '../../../doctor/src/lab/until.ts';
import { stall } from '../../test/listen-servers.ts';
import { manualClock } from '../../test/manual-clock.ts';
import type { SocketPoolOptions } from './mod.ts';
import { socketPool } from './mod.ts';

/** A server that sends everything back, and knows its connections. */
const echo = (place?: net.ListenOptions) => serve((socket) => socket.pipe(socket), place);

/** A server that says nothing, ever. */
const mute = () => serve((socket) => socket.resume());

async function serve(
  answer: (socket: net.Socket) => void,
  place: net.ListenOptions = { port: 0, host: '127.0.0.1' },
) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => {});
    answer(socket);
  });
  server.listen(place);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'string' ? 0 : (address?.port ?? 0),
    sockets,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const openPool = (port: number, options: Partial<SocketPoolOptions> = {}) =>
  socketPool(Pool, { connect: { port, host: '127.0.0.1' }, ...options });

async function exchange(socket: net.Socket): Promise<string> {
  socket.write('ping');
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString();
}

test('socketPool() lends the same connection again', async () => {
  await using server = await echo();
  await using pool = openPool(server.port);
  for (let n = 0; n < 20; n += 1) assert.equal(await pool.lend(exchange), 'ping');
  assert.partialDeepStrictEqual(pool.counters(), { created: 1, reused: 19, lent: 0, open: 1 });
});

test('socketPool() opens no more than allowed; others wait their turn', async () => {
  await using server = await echo();
  await using pool = openPool(server.port, { max: 2 });
  const loans = await Promise.all([pool.acquire(), pool.acquire()]);
  const third = pool.acquire();
  await until('the third to wait', () => pool.counters().waiting === 1);
  await until('two connections', () => server.sockets.size === 2);
  loans[0].release();
  using loan = await third;
  assert.equal(loan.socket, loans[0].socket);
  loans[1].release();
});

test('socketPool() refuses after the time to wait', async () => {
  await using server = await echo();
  await using pool = openPool(server.port, { max: 1, acquireTimeoutMs: 50 });
  using _ = await pool.acquire();
  await assert.rejects(pool.acquire(), {
    name: 'PoolError',
    code: 'TCPDOCTOR_POOL_FULL',
    message: 'Cannot lend a connection: all 1 are on loan, and none came back within 50 ms',
  });
});

test('socketPool() closes at once what the server has closed: no CLOSE_WAIT stays', async () => {
  await using server = await echo();
  await using pool = openPool(server.port);
  const loans = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
  for (const loan of loans) loan.release();
  await until('three connections', () => server.sockets.size === 3);
  for (const socket of server.sockets) socket.end();
  await until('all three to be closed', () => server.sockets.size === 0);
  await until('all three to be counted', () => pool.counters().closedByPeer === 3);
  const filter = ['-Htn', 'state', 'close-wait', `dport = :${server.port}`];
  assert.equal(execFileSync('ss', filter, { encoding: 'utf8' }), '');
  assert.equal(await pool.lend(exchange), 'ping');
  assert.partialDeepStrictEqual(pool.counters(), { created: 4, open: 1 });
});

test('socketPool() does not lend what was closed while the event loop was busy', async () => {
  await using server = await echo();
  await using pool = openPool(server.port);
  const first = await pool.lend(async (socket) => {
    await exchange(socket);
    return socket;
  });
  for (const socket of server.sockets) socket.resetAndDestroy();
  // In the same turn of the event loop: our side has not heard of it.
  stall(30);
  assert.equal(first.destroyed, false);
  assert.equal(await pool.lend(exchange), 'ping');
});

test('socketPool() closes what was idle for too long', async () => {
  await using server = await echo();
  const clock = manualClock();
  await using pool = openPool(server.port, { idleMs: 1_000, clock });
  await pool.lend(exchange);
  clock.passMs(900);
  assert.equal(pool.counters().open, 1);
  clock.passMs(600);
  await until('it to be closed', () => pool.counters().closedByUs === 1);
  assert.equal(await pool.lend(exchange), 'ping');
});

test('socketPool() closes a connection that says something unasked', async () => {
  await using server = await echo();
  await using pool = openPool(server.port, { idleMs: 60_000 });
  const lendOnce = (): Promise<net.Socket> =>
    pool.lend(async (socket) => {
      await exchange(socket);
      return socket;
    });
  for (const watched of [false, true]) {
    const socket = await lendOnce();
    if (watched) await until('it to be watched', () => socket.listenerCount('readable') > 0);
    for (const one of server.sockets) one.write('surprise');
    await until('it to be closed', () => pool.counters().open === 0);
  }
});

test('socketPool() does not lend again at once what has said something unasked', async () => {
  await using server = await echo();
  await using pool = openPool(server.port);
  const first = await pool.acquire();
  const heard = once(first.socket, 'data');
  first.socket.write('ping');
  await heard;
  const { bytesRead } = first.socket;
  first.release();
  for (const socket of server.sockets) socket.write('surprise');
  while (first.socket.bytesRead === bytesRead && !first.socket.destroyed) await turn();
  using loan = await pool.acquire();
  assert.notEqual(loan.socket, first.socket);
});

test('socketPool() takes a loan back once: by then somebody else may have the connection', async () => {
  await using server = await echo();
  await using pool = openPool(server.port, { max: 1 });
  const first = await pool.acquire();
  first.release();
  const second = await pool.acquire();
  assert.equal(second.socket, first.socket);
  first.release({ broken: true });
  assert.equal(await exchange(second.socket), 'ping');
  assert.partialDeepStrictEqual(pool.counters(), { lent: 1, open: 1 });
  second.release();
});

test('socketPool() lends first to whoever waits', async () => {
  await using server = await echo();
  await using pool = openPool(server.port, { max: 1 });
  const first = await pool.acquire();
  const order: number[] = [];
  const waiters = [1, 2, 3].map(async (n) => {
    using _ = await pool.acquire();
    order.push(n);
  });
  first.release();
  using _ = await pool.acquire();
  assert.deepEqual(order, [1, 2, 3]);
  await Promise.all(waiters);
});

test('socketPool() does not keep what comes back broken, or with an answer unread', async () => {
  await using server = await echo();
  await using pool = openPool(server.port);
  await assert.rejects(
    pool.lend(() => Promise.reject(new Error('half an answer'))),
    /half an answer/,
  );
  const loan = await pool.acquire();
  loan.socket.on('readable', () => {});
  loan.socket.write('ping');
  await until('the answer', () => loan.socket.readableLength > 0);
  loan.release();
  loan.release();
  await until('both to be closed', () => pool.counters().closedByUs === 2);
});

test('socketPool() also watches a connection that was opened for nobody', async () => {
  await using server = await echo();
  const clock = manualClock();
  await using pool = openPool(server.port, { idleMs: 1_000, clock, max: 2 });
  const first = await pool.acquire();
  // Asks for a second connection, and is served by the first, which comes back at once.
  const second = pool.acquire();
  first.release();
  (await second).release();
  await until('the second connection', () => pool.counters().open === 2);
  clock.passMs(2_000);
  await until('both to be closed', () => pool.counters().closedByUs === 2);
});

test('socketPool() counts the local ports that it uses: over IPv6, too, and none of a Unix socket', async () => {
  await using server = await echo({ port: 0, host: '::1' });
  await using pool = openPool(server.port, { connect: { host: '::1', port: server.port } });
  await pool.lend(exchange);
  const destination = `[::1]:${server.port}`;
  assert.deepEqual(pool.portUses(), [{ destination, open: 1, timeWait: 0 }]);

  const path = `\0tcpdoctor-kit-pool-${process.pid}`;
  await using local = await echo({ path });
  await using unix = openPool(local.port, { connect: { path } });
  assert.equal(await unix.lend(exchange), 'ping');
  assert.deepEqual(unix.portUses(), []);
});

test('socketPool() gives up a connection that nobody answers', async () => {
  await using server = await echo();
  const socket = new net.Socket();
  const clock = manualClock();
  // Never connects: nobody has told it where to.
  Object.defineProperty(socket, 'connecting', { value: true });
  await using pool = openPool(server.port, { connect: () => socket, clock });
  const asked = pool.acquire();
  await until('it to be waited for', () => socket.listenerCount('connect') > 0);
  clock.passMs(10_000);
  await assert.rejects(asked, { code: 'ETIMEDOUT' });
  assert.equal(socket.destroyed, true);
});

test('socketPool() lends TLS when it has shaken hands, and tells why it could not', async () => {
  const server = tls.createServer(TLS, (socket) => {
    socket.on('error', () => {}).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const place = { port, host: '127.0.0.1', servername: 'localhost' };
  await using trusting = openPool(port, {
    connect: () => tls.connect({ ...place, ca: TLS.cert }),
  });
  assert.equal(await trusting.lend(exchange), 'ping');
  await using strict = openPool(port, { connect: () => tls.connect(place) });
  await assert.rejects(strict.acquire(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  assert.partialDeepStrictEqual(strict.counters(), { created: 0, failed: 1, open: 0 });
  server.close();
});

test('socketPool() does not wait for a TLS handshake for ever', async () => {
  await using server = await mute();
  const clock = manualClock();
  const connect = (): net.Socket => tls.connect({ port: server.port, host: '127.0.0.1' });
  await using pool = openPool(server.port, { connect, clock });
  const asked = pool.acquire();
  await until('a connection', () => server.sockets.size === 1);
  clock.passMs(10_000);
  await assert.rejects(asked, { code: 'ETIMEDOUT' });
  assert.equal(pool.counters().failed, 1);
});

test('socketPool() tries once when a connection was closed before anybody had it', async () => {
  await using server = await echo();
  let tries = 0;
  const connect = async (): Promise<net.Socket> => {
    tries += 1;
    const socket = net.connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    await once(socket, 'close');
    return socket;
  };
  await using pool = openPool(server.port, { connect });
  await assert.rejects(pool.acquire(), {
    message: 'Cannot connect: the connection was closed at once',
  });
  assert.equal(tries, 1);
  assert.partialDeepStrictEqual(pool.counters(), { created: 0, failed: 1, open: 0 });
});

test('socketPool() passes on whatever made connecting fail', async () => {
  await using pool = openPool(0, { connect: () => Promise.reject('no greeting') });
  await assert.rejects(pool.acquire(), { message: 'Cannot connect: no greeting' });
});

for (const [way, leave] of [
  ['ends', (socket: net.Socket) => socket.end()],
  ['destroys', (socket: net.Socket) => socket.on('error', () => {}).destroy(new Error('no'))],
] as const) {
  test(`socketPool() knows that we were first when the exchange ${way} the connection`, async () => {
    await using server = await echo();
    await using pool = openPool(server.port);
    await pool.lend(async (socket) => {
      await exchange(socket);
      leave(socket);
      await new Promise((closed) => socket.once('close', closed));
    });
    assert.partialDeepStrictEqual(pool.counters(), { closedByUs: 1, closedByPeer: 0, failed: 0 });
    assert.partialDeepStrictEqual(pool.portUses(), [{ open: 0, timeWait: 1 }]);
  });
}

test('socketPool() takes an option that is undefined for one that is left out', async () => {
  await using server = await echo();
  const names = ['max', 'idleMs', 'acquireTimeoutMs', 'validate', 'onWarning', 'clock'];
  const options = Object.fromEntries(names.map((name) => [name, undefined]));
  await using pool = openPool(server.port, options);
  assert.equal(await pool.lend(exchange), 'ping');
  const clock = manualClock();
  await using timed = openPool(server.port, { ...options, clock });
  await timed.lend(exchange);
  clock.passMs(5_000);
  await until('it to be closed', () => timed.counters().closedByUs === 1);
});

test('socketPool() refuses limits that make no sense', () => {
  const wrong: readonly Partial<SocketPoolOptions>[] = [
    { max: 0 },
    { max: Number.NaN },
    { idleMs: 0 },
    { idleMs: Number.NaN },
    { acquireTimeoutMs: -1 },
    { acquireTimeoutMs: Infinity },
  ];
  for (const options of wrong) assert.throws(() => openPool(1, options), RangeError);
});

test('socketPool() asks before it lends again', async () => {
  await using server = await echo();
  const asked: net.Socket[] = [];
  await using pool = openPool(server.port, {
    validate: (socket) => {
      asked.push(socket);
      return Promise.resolve(asked.length !== 1);
    },
  });
  await pool.lend(exchange);
  assert.equal(asked.length, 0, 'a new connection is not asked');
  await pool.lend(exchange);
  await pool.lend(exchange);
  assert.equal(asked.length, 2);
  assert.partialDeepStrictEqual(pool.counters(), { created: 2, reused: 1, closedByUs: 1 });
});

test('socketPool() tells why it could not connect', async () => {
  const server = await echo();
  await server[Symbol.asyncDispose]();
  await using pool = openPool(server.port);
  await assert.rejects(pool.acquire(), { code: 'ECONNREFUSED' });
  assert.equal(pool.counters().failed, 1);
});

test('close() waits for loans, and cuts them at the deadline', async () => {
  await using server = await echo();
  const patient = openPool(server.port);
  const loan = await patient.acquire();
  const closed = patient.close();
  assert.equal(await exchange(loan.socket), 'ping');
  loan.release();
  await closed;
  assert.equal(loan.socket.destroyed, true);
  await assert.rejects(patient.acquire(), { code: 'TCPDOCTOR_POOL_CLOSED' });

  const hasty = openPool(server.port);
  const { socket } = await hasty.acquire();
  await hasty.close({ deadlineMs: 30 });
  assert.equal(socket.destroyed, true);
});

test('close() keeps its deadline whatever is waited for', async () => {
  await using silent = await mute();
  await using server = await echo();
  const never = (): Promise<never> => new Promise(() => {});
  const handshake = (): net.Socket => tls.connect({ port: silent.port, host: '127.0.0.1' });
  for (const connect of [never, handshake]) {
    const pool = openPool(silent.port, { connect });
    const asked = assert.rejects(pool.acquire());
    await pool.close({ deadlineMs: 30 });
    await asked;
  }
  await until('no connection', () => silent.sockets.size === 0);

  const asking = openPool(server.port, { validate: never });
  await asking.lend(exchange);
  const asked = assert.rejects(asking.acquire(), { code: 'TCPDOCTOR_POOL_CLOSED' });
  await asking.close({ deadlineMs: 30 });
  await asked;
  await until('it to be closed', () => asking.counters().open === 0);
});

test('socketPool() lets the process end while connections are idle', async () => {
  await using server = await echo();
  const program = `
    import { Pool } from 'tarn';
    import { socketPool } from ${JSON.stringify(import.meta.resolve('./mod.ts'))};
    const pool = socketPool(Pool, { connect: { port: ${server.port}, host: '127.0.0.1' }, idleMs: 60_000 });
    const loan = await pool.acquire();
    loan.socket.unref();
    loan.release();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })) as [number];
  assert.equal(code, 0);
});
