import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import { portOf } from '../../test/listen-servers.ts';
import { manualClock } from '../../test/manual-clock.ts';
import type { ListenOptions } from './mod.ts';
import { listen } from './mod.ts';

const HERE = { host: '127.0.0.1', port: 0 } as const;

/** What `listen()` changes of a server. */
const stateOf = (server: http.Server): unknown[] => [
  server.listening,
  Object.hasOwn(server, 'emit'),
  server.keepAliveTimeout,
  server.headersTimeout,
  server.requestTimeout,
];

test('listen() leaves the time limits of a server that cannot listen', async () => {
  await using first = await listen(net.createServer(), HERE);
  const server = http.createServer();
  const before = stateOf(server);
  const place = { host: '127.0.0.1', port: portOf(first.address) };
  await assert.rejects(listen(server, place), { code: 'EADDRINUSE' });
  assert.deepEqual(stateOf(server), before);
});

for (const host of ['127.0.0.1', undefined]) {
  const place = host === undefined ? { port: 0 } : { port: 0, host };

  test(`listen() fails when the server is closed before it listens, on ${host}`, async () => {
    const server = http.createServer();
    const before = stateOf(server);
    const listening = listen(server, place);
    server.close();
    await assert.rejects(listening, { message: /^Cannot listen: the server was closed/ });
    assert.deepEqual(stateOf(server), before);
    await using again = await listen(server, place);
    assert.ok(portOf(again.address) > 0);
  });

  test(`listen() fails when its signal is aborted before, on ${host}`, async () => {
    const cause = new Error('not today');
    const signal = AbortSignal.abort(cause);
    await assert.rejects(listen(http.createServer(), { ...place, signal }), { cause });
  });
}

test('listen() lets one start a server, not two at a time', async () => {
  const server = http.createServer((_, response) => response.end());
  const [one, two] = await Promise.allSettled([listen(server, HERE), listen(server, HERE)]);
  assert.ok(one.status === 'fulfilled' && two.status === 'rejected');
  assert.match(String(two.reason), /Cannot listen: the server is about to listen already/);
  const { value: listening } = one;
  await fetch(`http://127.0.0.1:${portOf(listening.address)}/`);
  assert.partialDeepStrictEqual(listening.counters(), { accepted: 1, requests: 1 });
  await listening.close();
  assert.equal(Object.hasOwn(server, 'emit'), false);
});

test('listen() does not leave a server that listens behind an onWarning that throws', async () => {
  const server = http.createServer();
  const before = stateOf(server);
  const closed = once(server, 'close');
  const onWarning = (): never => {
    throw new Error('mine');
  };
  await assert.rejects(listen(server, { ...HERE, backlog: 1_000_000, onWarning }), /mine/);
  await closed;
  assert.deepEqual(stateOf(server), before);
});

const WRONG: readonly ListenOptions[] = [
  { drainMs: Number.NaN },
  { proxyIdleMs: -1 },
  { proxyIdleMs: Infinity },
  { keepAliveMs: Infinity },
  { shed: { maxDelayMs: Number.NaN } },
  { shed: { maxInFlight: Number.NaN } },
  { shed: { retryAfterS: -1 } },
];

for (const options of WRONG) {
  const [name = ''] = Object.keys(options.shed === undefined ? options : { ...options.shed });
  test(`listen() refuses ${JSON.stringify(options)}`, async () => {
    const server = http.createServer();
    await assert.rejects(listen(server, { ...HERE, ...options }), {
      name: 'RangeError',
      message: new RegExp(`^Cannot listen: ${name} makes no sense`),
    });
    assert.equal(server.listening, false);
  });
}

test('listen() takes a connection that is any Duplex, and does not arm its keepalive', async () => {
  const server = http.createServer((_, response) => response.end('hello'));
  const clock = manualClock();
  await using _listening = await listen(server, { ...HERE, clock });
  const [ours, theirs] = duplexPair();
  server.emit('connection', ours);
  theirs.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [answer] = (await once(theirs, 'data')) as [Buffer];
  assert.match(answer.toString(), /^HTTP\/1\.1 200/);
  clock.passMs(5_000);
  theirs.destroy();
  ours.destroy();
});
