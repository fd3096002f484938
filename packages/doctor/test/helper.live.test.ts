import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { linuxKernel } from '../src/kernel/linux.ts';
import { namespaceId } from '../src/kernel/namespaces.ts';
import type { FoundNamespace } from '../src/kernel/namespaces.ts';
import { readLocalAddresses } from '../src/kernel/proc/local-addresses.ts';
import { hire } from '../src/survey/helper.ts';
import { share, work } from '../src/survey/share.ts';
import type { Looked } from '../src/survey/share.ts';

const may = process.getuid?.() === 0 || process.env['LAB'] === 'require';
const ROOT = may ? {} : { skip: 'Needs root to make network namespaces' };
const LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };

const NAMES = [1, 2, 3].map((n) => `tcpd-helper-${n}-${process.pid}`);
const SCRIPT = new URL('../src/look-thread.ts', import.meta.url);
const kernel = linuxKernel();
const home = () => namespaceId(kernel, 'self');

before(() => {
  if (may) for (const name of NAMES) execFileSync('ip', ['netns', 'add', name]);
});
after(() => {
  kernel.close();
  if (may) for (const name of NAMES) spawnSync('ip', ['netns', 'del', name]);
});

/** Threads that were started, until they end. */
const ended: Promise<unknown>[] = [];
const hired = (worker: Worker): void =>
  void ended.push(new Promise((resolve) => void worker.once('exit', resolve)));
process.on('worker', hired);
afterEach(() => Promise.all(ended.splice(0)));

const found = (): FoundNamespace[] =>
  NAMES.map((name) => {
    const path = `/run/netns/${name}`;
    const id = statSync(path).ino;
    return { ref: { id, path }, id, name, pids: [], isHost: false, enterable: true };
  });

/** A helper that is there. */
const helper = (job = work(found()), script = SCRIPT, born = home()) =>
  hire(script, job, born) ?? assert.fail('no thread to be had');

/** Network namespaces that the threads of this process are in. */
const whereabouts = (): Set<string> =>
  new Set(
    readdirSync('/proc/self/task').map((tid) => readlinkSync(`/proc/self/task/${tid}/ns/net`)),
  );

/** Inodes of this process's sockets. */
const socketInodes = (): number[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
      return inode === undefined ? [] : [Number(inode)];
    } catch {
      return []; // the descriptor the directory was read with
    }
  });

const openFiles = (): number => readdirSync('/proc/self/fd').length;

test(
  'a helper reads each namespace, not that of the main thread, and comes back',
  ROOT,
  async () => {
    for (const [n, { ref }] of found().entries()) {
      const set = () => writeFileSync('/proc/sys/net/ipv4/tcp_fin_timeout', String(31 + n));
      kernel.within(ref, set);
    }
    assert.ok(readLocalAddresses(kernel).includes('127.0.0.1'));
    using one = helper();
    assert.deepEqual(await one.look(), { held: 3, open: 3 });
    assert.deepEqual(await one.look(), { held: 3, open: 3 });
    const looked = await one.looked();
    assert.deepEqual(
      looked.map(({ name, survey }) => [
        name,
        survey?.addresses, // its loopback is down
        survey?.looks.map(({ sysctls }) => sysctls['net.ipv4.tcp_fin_timeout']),
        survey?.looks.map(({ counters, missing }) => [counters['Tcp.OutSegs'], missing.length]),
      ]),
      NAMES.map((name, n) => [
        name,
        [],
        [String(31 + n), String(31 + n)],
        [
          [0n, 0],
          [0n, 0],
        ],
      ]),
    );
    assert.deepEqual(whereabouts(), new Set([`net:[${home()}]`]));
  },
);

test('a helper sees exactly what this thread sees', ROOT, async () => {
  using one = helper();
  await one.look();
  const own = share(kernel, work(found()));
  own.look();
  const shown = (looked: readonly Looked[]) =>
    looked.map(({ survey, ...rest }) => ({
      ...rest,
      ...survey,
      looks: survey?.looks.map((look) => ({ ...look, atMs: 0, sockstat: undefined })),
    }));
  assert.deepEqual(shown(await one.looked()), shown(own.looked()));
});

test('a helper tells the time as this thread does', LINUX, async () => {
  const here = { id: home(), path: undefined };
  const own: FoundNamespace = {
    ref: here,
    id: here.id,
    name: 'own',
    pids: [],
    isHost: true,
    enterable: true,
  };
  using one = helper(work([own]));
  const beforeMs = kernel.monotonicMs();
  await one.look();
  const [looked] = await one.looked();
  const atMs = looked?.survey?.looks[0].atMs ?? Number.NaN;
  assert.ok(atMs > beforeMs && atMs < kernel.monotonicMs());
});

test('a helper finds the owners of sockets', LINUX, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const inodes = new Set(socketInodes());
  using one = helper(work([]));
  const { owners } = await one.ownersOf(inodes, [process.pid], 1_000);
  server.close();
  assert.ok(owners.size > 0);
  for (const [holder] of owners.values()) assert.equal(holder?.pid, process.pid);
});

test('a helper says so when a namespace vanishes under it', ROOT, async () => {
  const [name = ''] = NAMES;
  const last = found().slice(1);
  const gone = found().slice(0, 1);
  using one = helper(work([...gone, ...last]));
  assert.deepEqual(await one.look(), { held: 3, open: 3 });
  execFileSync('ip', ['netns', 'del', name]);
  assert.deepEqual(await one.look(), { held: 3, open: 2 });
  const [first, second] = await one.looked();
  execFileSync('ip', ['netns', 'add', name]);
  assert.deepEqual(first, { place: 0, name, closed: 'vanished' });
  assert.equal(second?.survey?.looks.length, 2);
});

test('a helper that has ended leaves no descriptor behind', ROOT, async () => {
  const files = openFiles();
  {
    using one = helper();
    await one.look();
    assert.ok(openFiles() > files);
  }
  await Promise.all(ended);
  assert.equal(openFiles(), files);
});

const script = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const PORT = `import { parentPort as port } from 'node:worker_threads';`;

const BREAKDOWNS = [
  ['cannot be loaded', new URL('nowhere.ts', import.meta.url), /Cannot find module/],
  ['fails at its start', script(`throw new Error('broken')`), /broken/],
  ['ends without a word', script(`process.exit(0)`), /a thread has ended/],
  ['fails at work', script(`${PORT} port.on('message', () => { throw new Error('x') })`), /x/],
] as const;

for (const [name, code, reason] of BREAKDOWNS) {
  test(`a helper that ${name} rejects, then and later`, async () => {
    using one = helper(work([]), code, 1);
    await assert.rejects(one.look(), reason);
    await assert.rejects(one.looked(), reason);
  });
}

test('a helper that breaks down between two questions rejects the second', async () => {
  const code = `${PORT} port.once('message', () => {
    port.postMessage({ held: 1, open: 1 });
    port.once('message', () => process.exit());
  });`;
  using one = helper(work([]), script(code), 1);
  assert.deepEqual(await one.look(), { held: 1, open: 1 });
  await assert.rejects(one.look(), /a thread has ended/);
});

test('a helper born in a foreign namespace does not look', LINUX, async () => {
  using one = helper(work([]), SCRIPT, 1);
  await assert.rejects(one.look(), /foreign network namespace/);
});

test('hire() has nobody where the system allows no more threads', ROOT, () => {
  const code = `
    import { spawnSync } from 'node:child_process';
    import { hire } from ${JSON.stringify(import.meta.resolve('../src/survey/helper.ts'))};
    import { work } from ${JSON.stringify(import.meta.resolve('../src/survey/share.ts'))};
    spawnSync('prlimit', ['--pid', String(process.pid), '--nproc=1:1']);
    process.setuid(65534);
    console.log(hire(new URL('data:text/javascript,'), work([]), 1));
  `;
  const flags = ['--input-type=module', '-e', code];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  assert.equal(stdout, 'undefined\n', stderr);
});
