import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { test } from 'node:test';
import { KINDS, portOf, stall } from '../../test/listen-servers.ts';
import { until } from '../../../doctor/src/lab/until.ts';
import type { KitWarning } from '../warning.ts';
import { listen } from './mod.ts';

const HERE = { host: '127.0.0.1', port: 0 } as const;

for (const kind of KINDS) {
  test(`listen() serves ${kind.name} and counts`, async () => {
    await using listening = await listen(
      kind.serve(() => 'hello'),
      HERE,
    );
    const port = portOf(listening.address);
    for (const _ of [1, 2])
      assert.partialDeepStrictEqual(await kind.ask(port), { status: 200, body: 'hello' });
    await until('both to be over', () => listening.counters().open === 0);
    assert.partialDeepStrictEqual(listening.counters(), {
      accepted: 2,
      requests: 2,
      inFlight: 0,
      shedCrowded: 0,
    });
  });

  test(`listen() refuses ${kind.name} with 503 above the limit, and serves the exempt`, async () => {
    const work = Promise.withResolvers<string>();
    const shed = { maxInFlight: 1, retryAfterS: 7, exempt: (path: string) => path === '/live' };
    await using listening = await listen(
      kind.serve(() => work.promise),
      { ...HERE, shed },
    );
    const port = portOf(listening.address);
    const first = kind.ask(port);
    await until('the first to be in progress', () => listening.counters().inFlight === 1);
    assert.partialDeepStrictEqual(await kind.ask(port), { status: 503, retryAfter: '7', body: '' });
    const probe = kind.ask(port, '/live');
    await until('the probe to be in progress', () => listening.counters().inFlight === 2);
    work.resolve('done');
    assert.partialDeepStrictEqual(await first, { status: 200, body: 'done' });
    assert.partialDeepStrictEqual(await probe, { status: 200 });
    assert.partialDeepStrictEqual(await kind.ask(port), { status: 200 });
    assert.partialDeepStrictEqual(listening.counters(), {
      requests: 3,
      shedCrowded: 1,
      shedLate: 0,
    });
  });

  test(`close() lets ${kind.name} finish what is in progress`, async () => {
    const work = Promise.withResolvers<string>();
    const listening = await listen(
      kind.serve(() => work.promise),
      HERE,
    );
    const port = portOf(listening.address);
    const asked = kind.ask(port);
    await until('it to be in progress', () => listening.counters().inFlight === 1);
    const closed = listening.close();
    assert.equal(listening.closing.aborted, true);
    work.resolve('last words');
    assert.partialDeepStrictEqual(await asked, { status: 200, body: 'last words' });
    assert.equal((await closed).cut, 0);
    await assert.rejects(kind.ask(port), { message: /ECONNREFUSED/ });
  });
}

test('listen() refuses while the event loop is behind', async () => {
  const server = http.createServer((_, response) => {
    stall(40);
    response.end();
  });
  await using listening = await listen(server, { ...HERE, shed: { maxDelayMs: 100 } });
  const told: string[] = [];
  const clients = Array.from({ length: 10 }, () => net.connect(portOf(listening.address)));
  await Promise.all(clients.map((client) => once(client, 'connect')));
  await until('all to be accepted', () => listening.counters().open === 10);
  for (const client of clients)
    client.on('data', (data) => told.push(data.toString().slice(9, 12)));
  // All at once: the server finds them in one turn of its event loop.
  for (const client of clients) client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until('ten answers', () => told.length === 10);
  for (const client of clients) client.destroy();
  const refused = told.filter((status) => status === '503').length;
  assert.ok(refused >= 1 && refused <= 8, told.join());
  const { shedLate, worstDelayMs } = listening.counters();
  assert.equal(shedLate, refused);
  assert.ok(worstDelayMs > 40, `${worstDelayMs} ms`);
});

test('listen() refuses whoever waited for too long in the accept queue', async () => {
  const server = http.createServer((_, response) => {
    stall(40);
    response.end();
  });
  await using listening = await listen(server, { ...HERE, shed: { maxDelayMs: 100 } });
  const port = portOf(listening.address);
  const ask = KINDS[0]?.ask;
  assert.ok(ask);
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask(port)));
  const refused = answers.filter(({ status, retryAfter }) => status === 503 && retryAfter === '1');
  assert.ok(refused.length >= 3, `${refused.length} refused`);
  const { requests, shedLate, worstAcceptWaitMs } = listening.counters();
  assert.deepEqual([requests, shedLate], [30 - refused.length, refused.length]);
  assert.ok((worstAcceptWaitMs ?? 0) > 100, `${worstAcceptWaitMs} ms`);
});

test('listen() never refuses with shed: false', async () => {
  const server = http.createServer((_, response) => {
    stall(20);
    response.end();
  });
  await using listening = await listen(server, { ...HERE, shed: false });
  const ask = KINDS[0]?.ask;
  assert.ok(ask);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask(portOf(listening.address))),
  );
  assert.ok(answers.every(({ status }) => status === 200));
});

test('listen() closes a plain connection above the limit', async () => {
  const server = net.createServer((socket) => socket.write('welcome'));
  await using listening = await listen(server, { ...HERE, shed: { maxInFlight: 1 } });
  const port = portOf(listening.address);
  const first = net.connect(port);
  await once(first, 'data');
  const second = net.connect(port).resume();
  second.on('data', () => assert.fail('the second was let in'));
  await once(second, 'close');
  first.destroy();
  await until('the first to leave', () => listening.counters().open === 0);
  const third = net.connect(port);
  await once(third, 'data');
  third.destroy();
  assert.partialDeepStrictEqual(listening.counters(), { accepted: 3, requests: 2, shedCrowded: 1 });
});

test('listen() answers a refused WebSocket with 503', async () => {
  const server = http.createServer().on('upgrade', () => assert.fail('let in'));
  await using listening = await listen(server, { ...HERE, shed: { maxInFlight: 0 } });
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
  const request = http.get({ port: portOf(listening.address), headers, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  assert.equal(response.statusCode, 503);
  assert.equal(response.headers['retry-after'], '1');
});

test('close() cuts what is still open at the deadline, upgraded connections too', async () => {
  const server = net.createServer((socket) => socket.write('welcome'));
  const listening = await listen(server, HERE);
  const client = net.connect(portOf(listening.address)).on('error', () => {});
  await once(client, 'data');
  const { cut } = await listening.close({ deadlineMs: 30 });
  assert.equal(cut, 1);
  assert.equal(await listening.close().then((end) => end.cut), 1, 'a second call changes nothing');
  client.destroy();
});

test('close() tells HTTP/1 clients that their connection ends, and closes idle ones', async () => {
  const work = Promise.withResolvers<string>();
  const server = http.createServer(
    (_, response) => void work.promise.then((body) => response.end(body)),
  );
  const listening = await listen(server, HERE);
  const agent = new http.Agent({ keepAlive: true });
  const port = portOf(listening.address);
  const request = http.get({ port, agent });
  const idle = net.connect(port);
  await once(idle, 'connect');
  await until('it to be in progress', () => listening.counters().inFlight === 1);
  const closed = listening.close();
  work.resolve('x');
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  await Promise.all([closed, once(idle, 'close')]);
  assert.equal((await closed).cut, 0);
  agent.destroy();
});

test('close() ends idle HTTP/2 sessions', async () => {
  const listening = await listen(
    http2.createServer(() => {}),
    HERE,
  );
  const session = http2.connect(`http://127.0.0.1:${portOf(listening.address)}`);
  await once(session, 'remoteSettings');
  const gone = once(session, 'close');
  assert.equal((await listening.close()).cut, 0);
  await gone;
});

test('listen() tells when the kernel has cut the backlog', async () => {
  const warnings: KitWarning[] = [];
  const onWarning = (warning: KitWarning): void => void warnings.push(warning);
  await using listening = await listen(net.createServer(), {
    ...HERE,
    backlog: 1_000_000,
    onWarning,
  });
  const { somaxconn = 0 } = listening.backlog;
  assert.deepEqual(listening.backlog, {
    wanted: 1_000_000,
    somaxconn,
    effective: somaxconn,
    capped: true,
  });
  assert.equal(warnings[0]?.code, 'TCPDOCTOR_BACKLOG_CAPPED');
  await using quiet = await listen(net.createServer(), { ...HERE, backlog: somaxconn, onWarning });
  assert.equal(quiet.backlog.capped, false);
  assert.equal(warnings.length, 1);
});

test('listen() leaves a server that cannot listen as it was', async () => {
  await using first = await listen(net.createServer(), HERE);
  const server = net.createServer();
  const place = { host: '127.0.0.1', port: portOf(first.address) };
  await assert.rejects(listen(server, place), { code: 'EADDRINUSE' });
  assert.equal(Object.hasOwn(server, 'emit'), false, 'its emit is its own');
  await using second = await listen(server, HERE);
  assert.notEqual(portOf(second.address), place.port);
});

test('listen() sets timeouts of HTTP servers, and leaves others alone', async () => {
  const server = http.createServer();
  await using _ = await listen(server, { ...HERE, proxyIdleMs: 90_000 });
  const { keepAliveTimeout, headersTimeout, requestTimeout } = server;
  assert.deepEqual([keepAliveTimeout, headersTimeout, requestTimeout], [95_000, 100_000, 300_000]);
  const plain = net.createServer();
  await using __ = await listen(plain, HERE);
  assert.equal('keepAliveTimeout' in plain, false);
});

const keepaliveRow = (port: number): string =>
  execFileSync('ss', ['-Htno', `sport = :${port}`], { encoding: 'utf8' });

test('listen() arms TCP keepalive on accepted connections, unless told not to', async () => {
  const greet = (): net.Server => net.createServer((socket) => socket.write('welcome'));
  await using listening = await listen(greet(), { ...HERE, keepAliveMs: 20_000 });
  await using without = await listen(greet(), { ...HERE, keepAliveMs: 0 });
  const ports = [portOf(listening.address), portOf(without.address)] as const;
  const clients = ports.map((port) => net.connect(port));
  await Promise.all(clients.map((client) => once(client, 'data')));
  await until('the timer', () => /timer:\(keepalive,(1[5-9]|20)/.test(keepaliveRow(ports[0])));
  assert.doesNotMatch(keepaliveRow(ports[1]), /keepalive/);
  for (const client of clients) client.destroy();
});

test('listen() arms TCP keepalive under TLS, too', async () => {
  const https = KINDS.find(({ name }) => name === 'https');
  assert.ok(https);
  const work = Promise.withResolvers<string>();
  await using listening = await listen(
    https.serve(() => work.promise),
    { ...HERE, keepAliveMs: 20_000 },
  );
  const asked = https.ask(portOf(listening.address));
  const armed = (): boolean =>
    /keepalive,(1[5-9]|20)/.test(keepaliveRow(portOf(listening.address)));
  await until('the timer', armed);
  work.resolve('done');
  assert.equal((await asked).status, 200);
});

test('listen() lets go of a server that is closed without it', async () => {
  const server = net.createServer();
  const listening = await listen(server, HERE);
  assert.equal(Object.hasOwn(server, 'emit'), true);
  server.close();
  await once(server, 'close');
  assert.equal(Object.hasOwn(server, 'emit'), false);
  assert.equal((await listening.close()).cut, 0);
});
