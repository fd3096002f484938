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
import type { TestContext } from 'node:test';
import { until } from '../../doctor/src/lab/until.ts';
import { backlogOf, cured, finish, recipe, start, uncured } from './recipes-runtime.ts';
import type { Runtime } from './recipes-runtime.ts';

/** The pool of Python is urllib3's. */
const withPool = (runtime: Runtime): Pick<Runtime, 'name' | 'probe'> =>
  runtime.name === 'python3'
    ? { name: 'python3 with urllib3', probe: ['python3', '-c', 'import urllib3'] }
    : runtime;

const REQUESTS = 1_000;
/** Java's client gives a connection back a moment after the answer, so it has more than its 50. */
const POOLED = 100;

/** Tests the four cures of one language, and that the failure shows without each. */
export function testCures(runtime: Runtime): void {
  testPool(runtime);
  testBacklog(runtime);
  testHeartbeat(runtime);
  testWork(runtime);
}

/** How many connections a program opens for all its requests, to a server that takes a moment. */
async function connectionsOf(t: TestContext, command: readonly string[]): Promise<number> {
  let connections = 0;
  const server = createServer(
    (_request, response) => void setTimeout(() => response.end('ok'), 20),
  );
  server.on('connection', () => (connections += 1));
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const printed = await finish(command, [url, String(REQUESTS)]);
  t.diagnostic(`${connections} connections`);
  assert.equal(printed.trim(), `requests ${REQUESTS}`);
  return connections;
}

function testPool(runtime: Runtime): void {
  recipe(withPool(runtime), `${REQUESTS} requests need 50 connections`, async (t) => {
    const connections = await connectionsOf(t, cured(runtime, 'pool'));
    assert.ok(connections <= (runtime.name === 'java' ? POOLED : 50), `${connections} connections`);
  });

  recipe(withPool(runtime), 'without the limits they need many more', async (t) => {
    const connections = await connectionsOf(t, uncured(t, runtime, 'pool'));
    assert.ok(connections > 2 * POOLED, `${connections} connections`);
  });
}

function testBacklog(runtime: Runtime): void {
  recipe(runtime, 'the backlog is the one asked for', async () => {
    await using server = start(cured(runtime, 'backlog'));
    const port = await server.port();
    assert.equal(backlogOf(port), 500);
    const client = connect(port, '127.0.0.1', () => client.end('hello\n'));
    const [echo] = (await once(client, 'data')) as [Buffer];
    assert.equal(echo.toString(), 'hello\n');
  });

  recipe(runtime, 'the backlog is another one when nothing is said', async (t) => {
    await using server = start(uncured(t, runtime, 'backlog'));
    const backlog = backlogOf(await server.port());
    t.diagnostic(`a backlog of ${backlog}`);
    assert.ok(backlog > 0 && backlog !== 500, String(backlog));
  });
}

/** A peer that answers pings and one that does not. */
async function twoPeers(port: number) {
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
  return { answers, silent, pings: () => pings };
}

function testHeartbeat(runtime: Runtime): void {
  recipe(runtime, 'a silent peer is let go of, one that answers is not', async (t) => {
    await using server = start(cured(runtime, 'heartbeat'), [200, 600].map(runtime.span));
    const { answers, silent, pings } = await twoPeers(await server.port());
    const sinceMs = performance.now();
    await once(silent, 'close');
    const tookMs = performance.now() - sinceMs;
    t.diagnostic(`let go of after ${tookMs.toFixed()} ms`);
    assert.ok(tookMs > 500 && tookMs < 10_000, `${tookMs} ms`);
    const seen = pings();
    await until('more pings', () => pings() >= seen + 5, { deadlineMs: 20_000 });
    assert.equal(answers.destroyed, false);
    answers.destroy();
  });

  recipe(runtime, 'a silent peer stays where its silence has no limit', async () => {
    await using server = start(cured(runtime, 'heartbeat'), [200, 600_000].map(runtime.span));
    const { answers, silent, pings } = await twoPeers(await server.port());
    await until('ten pings', () => pings() >= 10, { deadlineMs: 20_000 });
    assert.equal(silent.destroyed, false);
    for (const socket of [answers, silent]) socket.destroy();
  });
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
    await using server = start(cured(runtime, 'work'));
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
    // One runs and one waits; on a busy machine the first may be done by now.
    assert.ok(heavyDone < 2, 'the light request overtakes');
    const answers = await Promise.all(heavy);
    const counts = Map.groupBy(answers, (answer) => answer);
    assert.deepEqual([...counts.keys()].toSorted(), ['busy', 'done']);
    assert.ok((counts.get('done') ?? []).length >= 2, answers.join());
    assert.equal(await asker.ask('heavy'), 'done');
  });

  recipe(runtime, 'without a bound nobody is refused: the queue is in the heap', async (t) => {
    await using server = start(uncured(t, runtime, 'work'));
    const port = await server.port();
    await using asker = runtime.name === 'python3' ? byLine(port) : byHttp(port);
    const answers = await Promise.all(Array.from({ length: 6 }, () => asker.ask('heavy')));
    assert.deepEqual(answers, Array<string>(6).fill('done'));
  });
}
