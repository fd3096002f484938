import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

/** Starts an example as its header says; it uses the kit as it is built. */
function start(example: string, env: Readonly<Record<string, string>>) {
  const file = fileURLToPath(new URL(`../examples/${example}`, import.meta.url));
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    ended,
    said: async (): Promise<string> => String((await lines.next()).value),
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const portIn = (line: string): number =>
  (JSON.parse(line) as { readonly address: AddressInfo }).address.port;

test('the HTTP service serves over a pool, tells how it stands, and drains', async () => {
  const upstream = http.createServer((_, response) => response.end('from upstream')).listen(0);
  await once(upstream, 'listening');
  const UPSTREAM = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
  await using service = start('http-service/server.ts', { PORT: '0', UPSTREAM });
  const port = portIn(await service.said());
  const ask = async (path: string): Promise<string> => {
    const request = http.get({ port, path, agent: false });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    assert.equal(response.statusCode, 200);
    return text(response);
  };
  for (let n = 0; n < 5; n += 1) assert.equal(await ask('/'), 'from upstream');
  assert.equal(await ask('/live'), 'alive\n');
  const metrics = await ask('/metrics');
  assert.match(metrics, /^tcpdoctor_kit_pool_reused_connections_total\{pool="upstream"\} [1-5]$/m);
  assert.match(metrics, /^tcpdoctor_kit_listener_backlog_connections\{listener="web"\} 1000$/m);
  service.child.kill('SIGTERM');
  assert.equal(await service.said(), 'drained, 0 cut');
  assert.deepEqual(await service.ended, [0, null]);
  upstream.close();
  upstream.closeAllConnections();
});

test('the HTTP service says 502 when the answer of its upstream breaks off', async () => {
  const upstream = http.createServer((_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('a half', () => response.destroy());
  });
  upstream.listen(0);
  await once(upstream, 'listening');
  const UPSTREAM = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
  await using service = start('http-service/server.ts', { PORT: '0', UPSTREAM });
  const request = http.get({ port: portIn(await service.said()), agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  assert.equal(response.statusCode, 502);
  response.resume();
  upstream.close();
  upstream.closeAllConnections();
});

test('the raw TCP service answers its pooled client, and says goodbye', async () => {
  await using service = start('raw-tcp-service/server.ts', { PORT: '0' });
  const port = portIn(await service.said());
  await using client = start('raw-tcp-service/client.ts', { PORT: String(port) });
  const told = JSON.parse(await client.said()) as object;
  assert.partialDeepStrictEqual(told, {
    right: 100,
    counters: { created: 5, reused: 95, failed: 0 },
  });
  assert.deepEqual(await client.ended, [0, null]);

  const rude = net.connect(port, '127.0.0.1');
  rude.write('hello\nand hal');
  await once(rude, 'data');
  rude.resetAndDestroy();

  const guest = net.connect(port, '127.0.0.1').setEncoding('utf8');
  guest.write('hello\n');
  assert.deepEqual(await once(guest, 'data'), ['HELLO\n']);
  service.child.kill('SIGTERM');
  assert.deepEqual(await once(guest, 'data'), ['goodbye\n']);
  assert.equal(await service.said(), 'drained, 0 cut');
  assert.deepEqual(await service.ended, [0, null]);
});
