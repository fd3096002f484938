/**
 * What the snippets of every language must do.
 * @module
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { until } from '../../doctor/src/lab/until.ts';
import { backlogOf, finish, recipe, start } from './recipes-runtime.ts';
import type { Runtime } from './recipes-runtime.ts';

/** The pool of Python is urllib3's. */
const withPool = (runtime: Runtime): Pick<Runtime, 'name' | 'probe'> =>
  runtime.name === 'python3'
    ? { name: 'python3 with urllib3', probe: ['python3', '-c', 'import urllib3'] }
    : runtime;

const REQUESTS = 1_000;

/** Tests the four cures of one language. */
export function testCures(runtime: Runtime): void {
  recipe(withPool(runtime), `${REQUESTS} requests need 50 connections`, async (t) => {
    let connections = 0;
    const server = createServer((_request, response) => response.end('ok'));
    server.on('connection', () => (connections += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const printed = await finish(runtime.command('pool'), [url, String(REQUESTS)]);
    server.close();
    t.diagnostic(`${connections} connections`);
    assert.equal(printed.trim(), `requests ${REQUESTS}`);
    // Java's client gives a connection back a moment after the answer.
    assert.ok(connections <= (runtime.name === 'java' ? 100 : 50), `${connections} connections`);
  });

  recipe(runtime, 'the backlog is the one asked for', async () => {
    await using server = start(runtime.command('backlog'));
    const port = await server.port();
    assert.equal(backlogOf(port), 500);
    const client = connect(port, '127.0.0.1', () => client.end('hello\n'));
    const [echo] = (await once(client, 'data')) as [Buffer];
    assert.equal(echo.toString(), 'hello\n');
  });

  recipe(runtime, 'a silent peer is let go of, one that answers is not', async (t) => {
    const args = [200, 600].map(runtime.span);
    await using server = start(runtime.command('heartbeat'), args);
    const port = await server.port();
    const open = async (): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket.on('error', () => {});
    };
    const [answers, silent] = [await open(), await open()];
    let pings = 0;
    answers.on('data', () => {
      pings += 1;
      answers.write('!');
    });
    silent.resume();
    const sinceMs = performance.now();
    await once(silent, 'close');
    const tookMs = performance.now() - sinceMs;
    t.diagnostic(`let go of after ${tookMs.toFixed()} ms`);
    assert.ok(tookMs > 500 && tookMs < 3_000, `${tookMs} ms`);
    const seen = pings;
    await until('more pings', () => pings >= seen + 5);
    assert.equal(answers.destroyed, false);
    answers.destroy();
  });

  testWork(runtime);
}

/** Asks a server for heavy and light work; each answer is a status-like word. */
interface Asker extends AsyncDisposable {
  ask(what: 'heavy' | 'light'): Promise<string>;
}

function byLine(port: number): Asker {
  const sockets: Socket[] = [];
  return {
    async ask(what) {
      const socket = connect(port, '127.0.0.1', () => socket.write(`${what}\n`));
      sockets.push(socket);
      const [line] = (await once(createInterface({ input: socket }), 'line')) as [string];
      return line === 'busy' || line === 'light' ? line : 'done';
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const byHttp = (port: number): Asker => ({
  async ask(what) {
    const response = await fetch(`http://127.0.0.1:${port}/${what}`);
    const text = await response.text();
    if (response.status === 503) return response.headers.get('retry-after') === '1' ? 'busy' : '?';
    return what === 'light' ? text : 'done';
  },
  async [Symbol.asyncDispose]() {},
});

function testWork(runtime: Runtime): void {
  recipe(runtime, 'heavy work leaves light requests alone, and is refused when full', async (t) => {
    await using server = start(runtime.command('work'));
    const port = await server.port();
    await using asker = runtime.name === 'python3' ? byLine(port) : byHttp(port);
    assert.equal(await asker.ask('light'), 'light');
    let heavyDone = 0;
    const heavy = Array.from({ length: 6 }, async () => {
      const answer = await asker.ask('heavy');
      if (answer === 'done') heavyDone += 1;
      return answer;
    });
    const sinceMs = performance.now();
    assert.equal(await asker.ask('light'), 'light');
    const lightMs = performance.now() - sinceMs;
    t.diagnostic(`light took ${lightMs.toFixed(1)} ms, ${heavyDone} heavy done meanwhile`);
    assert.equal(heavyDone, 0, 'the light request overtakes');
    const answers = (await Promise.all(heavy)).toSorted();
    assert.deepEqual(answers, ['busy', 'busy', 'busy', 'busy', 'done', 'done']);
    assert.equal(await asker.ask('heavy'), 'done');
  });
}
