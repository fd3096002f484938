import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { nextTick } from 'node:process';
import { test } from 'node:test';
import tls from 'node:tls';
import { portOf } from '../../test/listen-servers.ts';
import { TLS } from '../../test/localhost-tls.ts';
import { manualClock } from '../../test/manual-clock.ts';
import { until } from '../../../doctor/src/lab/until.ts';
import { listen } from './mod.ts';

const HERE = { host: '127.0.0.1', port: 0 } as const;
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** Connects over TLS without a word of HTTP. */
async function shakeHands(port: number): Promise<tls.TLSSocket> {
  const client = tls.connect({ port, host: '127.0.0.1', ca: TLS.cert, servername: 'localhost' });
  client.on('error', () => {});
  await once(client, 'secureConnect');
  return client;
}

for (const place of [HERE, { path: `\0tcpdoctor-drain-${process.pid}` }]) {
  test(`close() serves who waits to be accepted, on ${Object.keys(place)[0]}`, async () => {
    const server = http.createServer((_, response) => response.end());
    const listening = await listen(server, { ...place, shed: false });
    const { address } = listening;
    const where =
      typeof address === 'string' ? { path: address } : { ...HERE, port: portOf(address) };
    const told: string[] = [];
    const clients = Array.from({ length: 50 }, () => net.connect(where).setEncoding('latin1'));
    for (const client of clients) {
      client.on('error', (error) => told.push(error.message)).write(REQUEST);
      client.on('data', (data: string) => told.push(data.slice(9, 12)));
    }
    // They are in the queue of the kernel, and nobody has been accepted: that takes a turn for each.
    await new Promise(nextTick);
    assert.equal(listening.counters().accepted, 0);
    const { cut } = await listening.close();
    await until('all answers', () => told.length === 50);
    assert.deepEqual([cut, new Set(told)], [0, new Set(['200'])]);
    await assert.rejects(once(net.connect(where), 'connect'), { code: 'ECONNREFUSED' });
  });
}

const SLOW = [
  ['http', http.createServer, async (port: number) => net.connect(port, '127.0.0.1')],
  ['https', https.createServer.bind(undefined, TLS), shakeHands],
] as const;

for (const [name, create, connect] of SLOW) {
  test(`close() lets a slow reader have the whole of its answer over ${name}`, async () => {
    const body = Buffer.alloc(20_000_000);
    const server = create((_: http.IncomingMessage, response: http.ServerResponse) => {
      response.end(body);
    });
    const accepted: net.Socket[] = [];
    for (const event of ['connection', 'secureConnection']) {
      server.on(event, (socket: net.Socket) => accepted.push(socket));
    }
    const listening = await listen(server, HERE);
    const client = await connect(portOf(listening.address));
    client.write(REQUEST);
    await once(client, 'readable');
    const idle = await connect(portOf(listening.address));
    idle.resume().write('GET / HTTP/1.1\r\n');
    await until('both to be accepted', () => listening.counters().open === 2);
    const closed = listening.close();
    let bytes = 0;
    client.on('data', (data: Buffer) => void (bytes += data.length));
    client.resume();
    await once(client, 'close');
    assert.ok(bytes > body.length, `${bytes} bytes`);
    idle.destroy();
    assert.equal((await closed).cut, 0);
    assert.ok(accepted.length >= 2);
    assert.ok(accepted.every((socket) => !Object.hasOwn(socket, 'destroy')));
  });
}

test('close() tells a client whose request is in progress that its connection ends', async () => {
  const work = Promise.withResolvers<string>();
  const server = http.createServer(
    (_, response) => void work.promise.then((body) => response.end(body)),
  );
  const listening = await listen(server, HERE);
  const agent = new http.Agent({ keepAlive: true });
  const request = http.get({ port: portOf(listening.address), agent });
  await until('it to be in progress', () => listening.counters().inFlight === 1);
  const closed = listening.close();
  work.resolve('x');
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  assert.equal(response.headers.connection, 'close');
  await closed;
  agent.destroy();
});

test('close() answers the whole of a pipeline that is in progress', async () => {
  const work = Promise.withResolvers<string>();
  const server = http.createServer(
    (_, response) => void work.promise.then((body) => response.end(body)),
  );
  const listening = await listen(server, HERE);
  const client = net.connect(portOf(listening.address), '127.0.0.1').setEncoding('latin1');
  let heard = '';
  client.on('data', (data: string) => (heard += data));
  client.write(REQUEST.repeat(3));
  await until('all to be in progress', () => listening.counters().inFlight === 3);
  const closed = listening.close();
  work.resolve('x');
  await once(client, 'close');
  assert.equal(heard.match(/200 OK/g)?.length, 3);
  assert.equal((await closed).cut, 0);
});

test('close() ends a TLS connection on which nothing was ever asked', async () => {
  const clock = manualClock();
  const server = https.createServer(TLS, () => assert.fail('nobody has asked'));
  const listening = await listen(server, { ...HERE, clock });
  const client = (await shakeHands(portOf(listening.address))).resume();
  const closed = listening.close({ deadlineMs: 60_000 });
  const isGone = (): boolean => {
    clock.passMs(100);
    return client.closed;
  };
  await until('the end of it', isGone);
  const { cut, tookMs } = await closed;
  assert.equal(cut, 0);
  assert.ok(tookMs < 5_000, `${tookMs} ms`);
});

test('close() sends away an HTTP/2 session that comes late', async () => {
  const clock = manualClock();
  const server = http2.createSecureServer(TLS, (_, response) => response.end());
  const listening = await listen(server, { ...HERE, clock });
  const socket = net.connect(portOf(listening.address), '127.0.0.1');
  await until('it to be accepted', () => listening.counters().open === 1);
  const closed = listening.close({ deadlineMs: 60_000 });
  await assert.rejects(fetch(`https://127.0.0.1:${portOf(listening.address)}`));
  const session = http2.connect('https://localhost', {
    createConnection: () => tls.connect({ socket, ca: TLS.cert, ALPNProtocols: ['h2'] }),
  });
  await once(session, 'remoteSettings');
  const isGone = (): boolean => {
    clock.passMs(50);
    return session.closed;
  };
  await until('the end of it', isGone);
  assert.equal((await closed).cut, 0);
});

for (const deadlineMs of [Infinity, 2 ** 31, 1_000]) {
  test(`close() with a deadline of ${deadlineMs} ms waits as long as a timer can`, async () => {
    const clock = manualClock();
    const asked: number[] = [];
    const after: typeof clock.after = (ms, call) => {
      asked.push(ms);
      return clock.after(ms, call);
    };
    const server = net.createServer((socket) => socket.write('welcome'));
    const listening = await listen(server, { ...HERE, clock: { ...clock, after } });
    const client = net.connect(portOf(listening.address), '127.0.0.1');
    await once(client, 'data');
    const closed = listening.close({ deadlineMs });
    await until('the deadline to be set', () => asked.length > 0);
    assert.deepEqual(asked, [Math.min(deadlineMs, 2 ** 31 - 1)]);
    client.destroy();
    assert.equal((await closed).cut, 0);
  });
}
