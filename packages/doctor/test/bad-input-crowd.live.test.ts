import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import { dweller } from './dweller.ts';
import { assertPrintable } from './plain-words.ts';
import type { JsonCheckup } from './play-as.ts';
import { doctor } from './run-doctor.ts';

const ROOT = needs('root', 'ip');
const EVIL = '\u001b[31m\u0007\u202eevil\n';

/** Listens, and lets nobody in: clients of the same program knock all the time. */
const HUNG_SERVER = `
  const net = require('node:net');
  const { Worker } = require('node:worker_threads');
  process.title = process.argv[2] ?? 'hung';
  for (let n = 0; n < Number(process.argv[1]); n++) require('node:fs').openSync('/dev/null');
  const knock = "const net = require('node:net'); setInterval(() => {" +
    "const s = net.connect(8080, '127.0.0.1').on('error', () => {}); setTimeout(() => s.destroy(), 2000) }, 20)";
  net.createServer().listen({ port: 8080, host: '127.0.0.1', backlog: 1 }, () => {
    new Worker(knock, { eval: true, stdout: false }).on('online', () => {
      require('node:fs').writeSync(1, 'up\\n');
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });
  });`;

const MANY_LISTENERS = `
  const net = require('node:net');
  let left = 5000;
  const up = () => { left -= 1; if (left === 0) console.log('up'); };
  for (let n = 0; n < 5000; n++) net.createServer().listen(10000 + n, '127.0.0.1', up);`;

interface Subject {
  readonly pid?: number;
  readonly command?: string;
}

async function checked(pid: number, ...more: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await doctor([
    'check',
    '--netns',
    `pid:${pid}`,
    '--window',
    '1s',
    ...more,
  ]);
  assert.equal(stderr, '');
  assert.equal(status, 1);
  assertPrintable(stdout);
  return stdout;
}

test('a process with a hostile name and a long command line is named, safely', ROOT, async () => {
  const args = ['0', EVIL, EVIL.repeat(5_000)];
  await using server = await dweller(HUNG_SERVER, { args, argv0: EVIL });
  for (const format of ['--verbose', '--markdown']) {
    const text = await checked(server.pid, format);
    assert.match(text, /\\x1b\\?\[31m\\{1,2}x07\\{1,2}u202eevil/);
    assert.ok(text.split('\n').every((line) => line.length < 3_000));
  }
  const json = JSON.parse(await checked(server.pid, '--json')) as {
    readonly namespaces: readonly [{ readonly findings: readonly { readonly subject: Subject }[] }];
  };
  assert.equal(json.namespaces[0].findings[0]?.subject.command, EVIL.slice(0, 15));
});

test('the owner is found in a process with nearly 20,000 descriptors', ROOT, async () => {
  await using server = await dweller(HUNG_SERVER, { args: ['19000'] });
  const checkup = JSON.parse(await checked(server.pid, '--json')) as JsonCheckup;
  const [finding] = checkup.namespaces[0]?.findings ?? [];
  assert.equal(finding?.rule, 'accept-queue-overflow');
  assert.equal((finding as { readonly subject?: Subject }).subject?.pid, server.pid);
});

test('5,000 listeners at ease are no finding', ROOT, async () => {
  await using server = await dweller(MANY_LISTENERS);
  const argv = ['check', '--json', '--netns', `pid:${server.pid}`, '--window', '1s'];
  const { status, stdout } = await doctor(argv);
  assert.equal(status, 0);
  const [namespace] = (JSON.parse(stdout) as { namespaces: { sockets: { listen: number } }[] })
    .namespaces;
  assert.equal(namespace?.sockets.listen, 5_000);
});
