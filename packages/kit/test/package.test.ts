/**
 * What is published, as somebody gets it: packed, unpacked into an empty folder, compiled against, and
 * run on each supported Node.
 * @module
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

const KIT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const PARTS = ['listen', 'pool', 'heartbeat', 'offload', 'vitals'] as const;

/** The oldest and the newest Node that must work; the one between runs this test. */
const OTHER_NODES = ['22.23.3', '26.10.0'];

/** A small kit stays small. */
const MAX_BYTES = 200_000;

const folder = mkdtempSync(`${tmpdir()}/tcpdoctor-kit-`);
/** One program that has none of the peers, one that has them all, and one that has the oldest of each. */
const [bare, full, dated] = [`${folder}/bare`, `${folder}/full`, `${folder}/dated`];

before(() => {
  assert.ok(existsSync(`${KIT}dist/mod.js`), 'not built: npm run build');
  ran('npm', ['pack', '--pack-destination', folder], KIT);
  ran('tar', ['xf', `tcpdoctor-kit-${manifest.version}.tgz`], folder);
  for (const home of [bare, full, dated]) {
    mkdirSync(`${home}/node_modules/@types`, { recursive: true });
    mkdirSync(`${home}/node_modules/@tcpdoctor`);
    cpSync(`${folder}/package`, `${home}/node_modules/@tcpdoctor/kit`, { recursive: true });
    writeFileSync(`${home}/package.json`, '{ "type": "module" }');
    link(home, '@types/node', 'undici-types');
  }
  link(full, ...Object.keys(manifest.peerDependencies), '@types/ws');
  renameSync(`${folder}/package`, `${folder}/unpacked`);
});

after(() => rmSync(folder, { recursive: true }));

function link(home: string, ...names: readonly string[]): void {
  for (const name of names) symlinkSync(`${MODULES}${name}`, `${home}/node_modules/${name}`);
}

/** Runs a program to its end and gives what it printed; fails the test unless it ended with 0. */
function ran(program: string, args: readonly string[], cwd: string, env = {}): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, ...env },
  });
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Compiles a file as a strict stranger would: our declarations are checked, too. */
function tsc(home: string, file: string, text: string, es = 'es2024') {
  writeFileSync(`${home}/${file}`, text);
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes'];
  const target = ['--module', 'nodenext', '--target', es, '--types', 'node'];
  const lib = ['--lib', `${es},esnext.disposable`];
  return spawnSync(`${MODULES}.bin/tsc`, [...flags, ...target, ...lib, file], {
    cwd: home,
    encoding: 'utf8',
  });
}

test('the package holds what runs, and nothing else', () => {
  const files = globSync('**/*', { cwd: `${folder}/unpacked` }).filter((path) =>
    statSync(`${folder}/unpacked/${path}`).isFile(),
  );
  const expected = /^dist\/|^(package\.json|README\.md|LICENSE)$/;
  assert.deepEqual(
    files.filter((path) => !expected.test(path) || /(?<!\.d)\.ts$|\.node$|\.map$/.test(path)),
    [],
  );
  const bytes = files.reduce((sum, path) => sum + statSync(`${folder}/unpacked/${path}`).size, 0);
  assert.ok(bytes < MAX_BYTES, `${bytes} bytes`);
});

test('it has no run-time dependencies, and every peer is optional', () => {
  assert.equal('dependencies' in manifest, false);
  assert.deepEqual(
    Object.keys(manifest.peerDependenciesMeta).toSorted(),
    Object.keys(manifest.peerDependencies).toSorted(),
  );
});

test('every export of the package leads to a file', () => {
  for (const { types, default: code } of Object.values(manifest.exports)) {
    for (const target of [types, code])
      assert.ok(existsSync(`${folder}/unpacked/${target}`), target);
  }
});

const IMPORTS = ['@tcpdoctor/kit', ...PARTS.map((part) => `@tcpdoctor/kit/${part}`)];

for (const es of ['es2022', 'es2024']) {
  test(`it compiles for ${es} without any of its peers, declarations and all`, () => {
    const text = IMPORTS.map((name, n) => `export * as part${n} from '${name}';\n`).join('');
    const { status, stdout } = tsc(bare, 'all.ts', text, es);
    assert.equal(status, 0, stdout);
  });
}

const TYPED = `
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { httpPool, listen, offload, socketPool, vitals, watchWebSocketServer } from '@tcpdoctor/kit';
import type { Drained, Listening, PoolCounters, Vitals } from '@tcpdoctor/kit';
import { Piscina } from 'piscina';
import { Pool } from 'tarn';
import * as undici from 'undici';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

const web: Listening = await listen(createServer(), { port: 0, shed: false });
await listen(createSecureServer(), { port: 0, backlog: { capacityPerSec: 10, tolerableMs: 10 } });
const http = httpPool(undici, { total: 10 });
const agent: undici.Agent = http.agent;
const sockets = socketPool(Pool, { connect: { port: 1 } });
const length: number = await sockets.lend((socket) => Promise.resolve(socket.bytesRead));
const counters: PoolCounters = http.counters();
const read: Vitals = await vitals({ listeners: { web }, pools: { http, sockets } }).read();
const drained: Drained = await web.close({ deadlineMs: 1 });
const work = offload(new Piscina<{ text: string }, number>({ filename: 'x' }));
const done: number = await work.run({ text: 'x' });
watchWebSocketServer(new WebSocketServer({ port: 1 }), {
  onDead: (death, one: WebSocket) => one.terminate(),
});
export { done, agent, counters, drained, length, read };
`;

test('the types fit undici, tarn and the servers of Node', () => {
  // Declarations of others may err: undici's need the library "dom".
  const { stdout } = tsc(full, 'typed.ts', TYPED);
  const ours = stdout
    .split('\n')
    .filter((line) => /^(typed\.ts|node_modules\/@tcpdoctor)/.test(line));
  assert.deepEqual(ours, []);
});

const WRONG = [
  [
    'a backlog in words',
    "import { listen } from '@tcpdoctor/kit';\nlisten(new (await import('node:net')).Server(), { backlog: 'long' });",
  ],
  [
    'half a capacity',
    "import { listen } from '@tcpdoctor/kit';\nlisten(new (await import('node:net')).Server(), { backlog: { capacityPerSec: 1 } });",
  ],
  [
    'a task of the wrong kind',
    "import { offload } from '@tcpdoctor/kit';\noffload({ run: (n: number) => Promise.resolve(n) }, { concurrency: 1 }).run('one');",
  ],
  [
    'a heartbeat without a ping',
    "import { watchServer } from '@tcpdoctor/kit';\nwatchServer(new (await import('node:net')).Server(), {});",
  ],
  ['a pool without undici', "import { httpPool } from '@tcpdoctor/kit';\nhttpPool({});"],
  [
    'a counter set by hand',
    "import type { Listening } from '@tcpdoctor/kit';\n(null as unknown as Listening).backlog.wanted = 1;",
  ],
] as const;

for (const [name, text] of WRONG) {
  test(`the types are real: ${name} does not compile`, () => {
    assert.match(
      tsc(bare, 'wrong.ts', `${text}\nexport {};\n`).stdout,
      /wrong\.ts\(2,\d+\): error TS/,
    );
  });
}

/** Plain JavaScript: it runs on every Node, whatever that strips. */
const BARE_SMOKE = `
import assert from 'node:assert';
import { createServer, get } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { heartbeat, httpPool, listen, offload, socketPool, vitals } from '@tcpdoctor/kit';
for (const name of ${JSON.stringify(IMPORTS)}) await import(name);
for (const peer of ['undici', 'tarn', 'ws', 'piscina']) {
  assert.throws(() => createRequire(import.meta.url).resolve(peer), peer);
}
for (const call of [heartbeat, httpPool, offload, socketPool]) assert.equal(typeof call, 'function');
const server = createServer((_, response) => response.end('hello'));
const web = await listen(server, { port: 0, host: '127.0.0.1', backlog: 100 });
const monitor = vitals({ listeners: { web } });
const [response] = await once(get({ port: web.address.port, host: '127.0.0.1', agent: false }), 'response');
assert.equal((await response.toArray()).join(''), 'hello');
const { listeners, sockets } = await monitor.read();
assert.equal(listeners.web.backlog, 100);
assert.equal(listeners.web.waiting, process.platform === 'linux' ? 0 : undefined);
assert.ok(sockets === undefined || sockets.listen === 1);
assert.match(await monitor.prometheus(), /^tcpdoctor_kit_listener_requests_total\\{listener="web"\\} 1$/m);
monitor[Symbol.dispose]();
assert.equal((await web.close()).cut, 0);
`;

const FULL_SMOKE = `
import assert from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from '@tcpdoctor/kit/listen';
import { watchWebSocketServer } from '@tcpdoctor/kit/heartbeat';
import { offload } from '@tcpdoctor/kit/offload';
import { httpPool, socketPool } from '@tcpdoctor/kit/pool';
import { Piscina } from 'piscina';
import { Pool } from 'tarn';
import * as undici from 'undici';
import WebSocket, { WebSocketServer } from 'ws';
const web = await listen(createServer((_, response) => response.end('hello')), { port: 0, host: '127.0.0.1' });
const { port } = web.address;
const pool = httpPool(undici);
for (let n = 0; n < 10; n += 1) {
  const { body } = await undici.request('http://127.0.0.1:' + port, { dispatcher: pool.agent });
  assert.equal(await body.text(), 'hello');
}
assert.ok(pool.counters().reused >= 8);
await pool.close();
const sockets = socketPool(Pool, { connect: { port, host: '127.0.0.1' } });
for (let n = 0; n < 3; n += 1) {
  const answer = await sockets.lend(async (socket) => {
    socket.write('GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n');
    return String((await once(socket, 'data'))[0]);
  });
  assert.match(answer, /^HTTP\\/1.1 200/);
}
assert.equal(sockets.counters().created, 1);
await sockets.close();
await web.close();

const chat = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const beats = watchWebSocketServer(chat, { everyMs: 20, deadAfterMs: 60_000 });
await once(chat, 'listening');
const guest = new WebSocket('ws://127.0.0.1:' + chat.address().port);
for (let pings = 0; pings < 3; pings += 1) await once(guest, 'ping');
assert.equal(beats.counters().watched, 1);
beats[Symbol.dispose]();
guest.terminate();
chat.close();

const threads = new Piscina({ filename: import.meta.resolve('./worker.js'), maxThreads: 1 });
const work = offload(threads, { maxQueued: 1 });
const [one, two, three] = await Promise.allSettled([work.run(1), work.run(2), work.run(3)]);
assert.deepEqual([one.value, two.value, three.reason.code], [2, 4, 'TCPDOCTOR_BUSY']);
await threads.destroy();
`;

/** What threads do. */
const WORKER = 'export default (n) => 2 * n;\n';

/** Brings another Node as npm has it, and answers its path. */
function bring(version: string): string {
  const home = `${folder}/node-${version}`;
  mkdirSync(home);
  const name = `node-linux-${process.arch}`;
  ran('npm', ['install', '--no-audit', '--no-fund', '--prefix', home, `${name}@${version}`], home);
  return `${home}/node_modules/${name}/bin/node`;
}

for (const version of [process.versions.node, ...OTHER_NODES]) {
  test(`it works on Node ${version}, with and without its peers`, () => {
    const node = version === process.versions.node ? process.execPath : bring(version);
    assert.equal(ran(node, ['--version'], folder).trim(), `v${version}`);
    writeFileSync(`${bare}/smoke.js`, BARE_SMOKE);
    writeFileSync(`${full}/smoke.js`, FULL_SMOKE);
    writeFileSync(`${full}/worker.js`, WORKER);
    for (const home of [bare, full]) ran(node, ['--unhandled-rejections=strict', 'smoke.js'], home);
  });
}

test('it works with the oldest of each peer that it says it takes, which npm installs beside it', () => {
  const oldest = Object.entries(manifest.peerDependencies).map(
    ([name, range]) => `${name}@${/\d[\d.]*/.exec(range)?.[0]}`,
  );
  const kit = `${folder}/tcpdoctor-kit-${manifest.version}.tgz`;
  const quiet = ['--no-audit', '--no-fund', '--no-save'];
  ran('npm', ['install', ...quiet, '--strict-peer-deps', kit, ...oldest], dated);
  writeFileSync(`${dated}/smoke.js`, FULL_SMOKE);
  writeFileSync(`${dated}/worker.js`, WORKER);
  ran(process.execPath, ['--unhandled-rejections=strict', 'smoke.js'], dated);
});

/** The code of a page. */
const blocksOf = (page: string): string[] =>
  [...readFileSync(`${KIT}${page}`, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
    ([, code = '']) => code,
  );

const PAGES = ['README.md', ...PARTS.map((part) => `src/${part}/README.md`)];

/** An upstream for pages that ask one, and a word to end for those that serve. */
const AROUND = `
import { createServer } from 'node:http';
const upstream = createServer((_, response) => response.end('hi\\n')).listen(0, '127.0.0.1');
upstream.unref();
await new Promise((resolve) => upstream.once('listening', resolve));
process.env.UPSTREAM = 'http://127.0.0.1:' + upstream.address().port + '/';
process.env.PORT = '0';
await import(process.argv[2]);
upstream.closeAllConnections();
if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
`;

for (const page of PAGES) {
  test(`what ${page} shows compiles and runs`, () => {
    const blocks = blocksOf(page);
    assert.ok(blocks.length > 0, 'it shows nothing');
    writeFileSync(`${full}/around.js`, AROUND);
    writeFileSync(`${full}/worker.js`, WORKER);
    for (const [n, code] of blocks.entries()) {
      const { stdout } = tsc(full, `page-${n}.ts`, code);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.startsWith('page-')),
        [],
      );
      ran(process.execPath, ['around.js', `./page-${n}.ts`], full);
    }
  });
}

for (const example of globSync('{http,raw-tcp,worker}-service/*.ts', { cwd: `${KIT}examples` })) {
  test(`examples/${example} compiles`, () => {
    const { stdout } = tsc(full, 'example.ts', readFileSync(`${KIT}examples/${example}`, 'utf8'));
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.startsWith('example')),
      [],
    );
  });
}
