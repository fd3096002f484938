import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { test } from 'node:test';
import { until } from '../../../doctor/src/lab/until.ts';
import { portOf } from '../../test/listen-servers.ts';
import { manualClock } from '../../test/manual-clock.ts';
import { listen } from './mod.ts';

const HERE = { host: '127.0.0.1', port: 0 } as const;
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const UPGRADE = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

test('a refused request of a pipeline is answered in its turn', async () => {
  const work = Promise.withResolvers<string>();
  const server = http.createServer((_, response) => {
    void work.promise.then((text) => response.end(text));
  });
  await using listening = await listen(server, { ...HERE, shed: { maxInFlight: 1 } });
  const client = net.connect(portOf(listening.address), '127.0.0.1');
  let heard = '';
  client.on('data', (data) => (heard += data.toString()));
  client.write(REQUEST + REQUEST);
  await until('the second to be refused', () => listening.counters().shedCrowded === 1);
  assert.equal(heard, '');
  work.resolve('first');
  await until('both answers', () => heard.includes('503'));
  assert.match(heard, /^HTTP\/1\.1 200 [^]*first[^]*HTTP\/1\.1 503 [^]*Retry-After: 1/);
  client.destroy();
});

test('a refused upgrade is closed, though the client does not', async () => {
  const server = http.createServer().on('upgrade', () => assert.fail('let in'));
  await using listening = await listen(server, { ...HERE, shed: { maxInFlight: 0 } });
  const place = { port: portOf(listening.address), host: '127.0.0.1' };
  const client = net.connect({ ...place, allowHalfOpen: true });
  client.resume().write(UPGRADE);
  await once(client, 'end');
  await until('the server to let go of it', () => listening.counters().open === 0);
  client.destroy();
});

test('whoever is refused may leave in any way: the server goes on', async () => {
  const server = http.createServer((_, response) => response.end('hello'));
  server.on('upgrade', () => assert.fail('let in'));
  const shed = { maxInFlight: 0, exempt: (path: string) => path === '/live' };
  await using listening = await listen(server, { ...HERE, shed });
  const port = portOf(listening.address);
  for (const text of [REQUEST, UPGRADE]) {
    for (let n = 0; n < 20; n += 1) {
      const client = net.connect(port, '127.0.0.1');
      client.on('error', () => {}).write(text, () => client.resetAndDestroy());
      await once(client, 'close');
    }
  }
  await until('all to have left', () => listening.counters().open === 0);
  assert.equal((await fetch(`http://127.0.0.1:${port}/live`)).status, 200);
});

test('a refused HTTP/2 stream may be reset by the client: the server goes on', async () => {
  const server = http2.createServer().on('stream', () => assert.fail('let in'));
  await using listening = await listen(server, { ...HERE, shed: { maxInFlight: 0 } });
  const session = http2.connect(`http://127.0.0.1:${portOf(listening.address)}`);
  for (let n = 0; n < 20; n += 1) {
    const stream = session.request({ ':path': '/', ':method': 'POST' }).on('error', () => {});
    stream.write('x', () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
    await until('the end of the stream', () => stream.destroyed);
  }
  const last = session.request({ ':path': '/' });
  const [headers] = (await once(last, 'response')) as [http2.IncomingHttpHeaders];
  assert.equal(headers[':status'], 503);
  session.destroy();
});

test('a refused CONNECT is answered with 503, and one that is let in is none of the requests', async () => {
  const server = http.createServer().on('connect', (_, socket) => {
    socket.end('HTTP/1.1 200 Connection Established\r\n\r\n');
  });
  const shed = { maxInFlight: 0, exempt: (target: string) => target === 'good:1' };
  await using listening = await listen(server, { ...HERE, shed });
  const ask = async (target: string): Promise<string> => {
    const client = net.connect(portOf(listening.address), '127.0.0.1');
    client.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    const [answer] = (await once(client, 'data')) as [Buffer];
    client.destroy();
    return answer.toString('latin1', 9, 12);
  };
  assert.deepEqual([await ask('bad:1'), await ask('good:1')], ['503', '200']);
  assert.partialDeepStrictEqual(listening.counters(), { inFlight: 0, shedCrowded: 1 });
});

test('a request that was asked whether to go on is one request', async () => {
  const server = http.createServer((request, response) => void request.pipe(response));
  server.on('checkContinue', (request, response) => {
    response.writeContinue();
    server.emit('request', request, response);
  });
  await using listening = await listen(server, { ...HERE, shed: { maxInFlight: 1 } });
  const place = { port: portOf(listening.address), host: '127.0.0.1', agent: false as const };
  const ask = async (): Promise<number | undefined> => {
    const headers = { Expect: '100-continue', 'Content-Length': 2 };
    const request = http.request({ ...place, headers, method: 'POST' });
    request.on('continue', () => request.end('hi'));
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    request.destroy();
    return response.statusCode;
  };
  assert.equal(await ask(), 200);
  await until('it to be over', () => listening.counters().inFlight === 0);
  assert.partialDeepStrictEqual(listening.counters(), { requests: 1, shedCrowded: 0 });
});

test('close() waits for upgraded connections, and cuts them at the deadline', async () => {
  const server = http.createServer().on('upgrade', (_, socket) => {
    socket.on('error', () => {}).write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    socket.on('data', (data) => socket.write(data));
  });
  const clock = manualClock();
  const listening = await listen(server, { ...HERE, clock });
  const client = net.connect(portOf(listening.address), '127.0.0.1').on('error', () => {});
  client.write(UPGRADE);
  await once(client, 'data');
  const closed = listening.close({ deadlineMs: 5_000 });
  assert.equal(listening.closing.aborted, true);
  client.write('still here');
  const [echo] = (await once(client, 'data')) as [Buffer];
  assert.equal(echo.toString(), 'still here');
  const isCut = (): boolean => {
    clock.passMs(1_000);
    return client.closed;
  };
  await until('the deadline', isCut);
  assert.equal((await closed).cut, 1);
});
