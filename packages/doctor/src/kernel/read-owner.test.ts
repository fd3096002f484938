import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from './fake.ts';
import { readOwner } from './read-owner.ts';

const FILES = {
  '/proc/812/comm': 'nginx\n',
  '/proc/812/cmdline': 'nginx: worker process\0',
  '/proc/812/stat': '812 (nginx) S 1 812',
  '/proc/812/cgroup': '0::/system.slice/nginx.service\n',
  '/proc/812/limits':
    'Max open files            1024                 4096                 files     \n',
};

test('readOwner() says everything about a process', () => {
  const kernel = fakeKernel({ files: FILES, stats: { '/proc/812/fd': { size: 312 } } });
  assert.deepEqual(readOwner(kernel, 812), {
    pid: 812,
    command: 'nginx',
    commandLine: 'nginx: worker process',
    state: 'S',
    cgroup: '/system.slice/nginx.service',
    unit: 'nginx.service',
    fds: { open: 312, limit: 1_024 },
  });
});

test('readOwner() leaves out what it may not read or cannot understand', () => {
  const kernel = fakeKernel({
    files: { ...FILES, '/proc/812/stat': 'nonsense', '/proc/812/cgroup': 'nonsense' },
    fail: { '/proc/812/fd': 'EACCES', '/proc/812/limits': 'EACCES', '/proc/812/cmdline': 'ESRCH' },
  });
  assert.deepEqual(readOwner(kernel, 812), { pid: 812, command: 'nginx', commandLine: '' });
});

test('readOwner() cuts a long command line', () => {
  const files = { ...FILES, '/proc/812/cmdline': `java\0${'-x\0'.repeat(1_000)}` };
  assert.equal(readOwner(fakeKernel({ files }), 812)?.commandLine.length, 400);
});

test('readOwner() is undefined for a process that has ended', () => {
  assert.equal(readOwner(fakeKernel(), 812), undefined);
});

test("readOwner() calls a Node process by its program, not by its thread's name", () => {
  const files = { '/proc/9/comm': 'MainThread\n', '/proc/9/cmdline': '/usr/bin/node\0app.js\0' };
  assert.equal(readOwner(fakeKernel({ files }), 9)?.command, 'node');
  const bare = { '/proc/9/comm': 'MainThread\n', '/proc/9/cmdline': '' };
  assert.equal(readOwner(fakeKernel({ files: bare }), 9)?.command, 'MainThread');
});
