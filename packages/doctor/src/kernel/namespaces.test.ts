import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from './fake.ts';
import type { FakeWorld } from './fake.ts';
import { findNamespaces } from './namespaces.ts';
import { selectNamespaces } from './select-namespaces.ts';

const HOST = 4_026_531_840;
const ROOT = 'CapEff:\t000001ffffffffff\n';
const NOBODY = 'CapEff:\t0000000000000000\n';
const link = (id: number) => `net:[${id}]`;
const NSFS = 4;

/** Host with pids 1 and 4242 (this one), a container with 900 and 901, a named namespace without a process. */
const WORLD: FakeWorld = {
  files: {
    '/proc/self/status': ROOT,
    '/proc/901/comm': 'worker\n',
    '/proc/900/comm': 'nginx\n',
    '/proc/uptime': '1 1',
  },
  links: {
    '/proc/self/ns/net': link(HOST),
    '/proc/4242/ns/net': link(HOST),
    '/proc/1/ns/net': link(HOST),
    '/proc/901/ns/net': link(55),
    '/proc/900/ns/net': link(55),
  },
  stats: {
    '/proc/self/ns/net': { inode: HOST, device: NSFS },
    '/run/netns/blue': { inode: 66, device: NSFS },
    '/run/netns/leftover': { inode: 67, device: 1 },
    '/run/docker/netns/default': { inode: HOST, device: NSFS },
    '/run/docker/netns/f00d': { inode: 55, device: NSFS },
  },
};

test('findNamespaces() finds those of processes and those with a name', () => {
  const { namespaces, hiddenProcesses } = findNamespaces(fakeKernel(WORLD));
  assert.equal(hiddenProcesses, 0);
  assert.deepEqual(namespaces, [
    {
      ref: { id: HOST, path: undefined },
      id: HOST,
      name: 'host',
      pid: 1,
      pids: [1, 4242],
      isHost: true,
      enterable: true,
    },
    {
      ref: { id: 55, path: '/run/docker/netns/f00d' },
      id: 55,
      name: 'nginx/900',
      pid: 900,
      pids: [900, 901],
      isHost: false,
      enterable: true,
    },
    {
      ref: { id: 66, path: '/run/netns/blue' },
      id: 66,
      name: 'blue',
      pids: [],
      isHost: false,
      enterable: true,
    },
  ]);
});

test('findNamespaces() enters by a process where there is no name', () => {
  const { '/run/docker/netns/f00d': _, ...stats } = WORLD.stats ?? {};
  const { namespaces } = findNamespaces(fakeKernel({ ...WORLD, stats }));
  assert.deepEqual(namespaces.find(({ id }) => id === 55)?.ref, {
    id: 55,
    path: '/proc/900/ns/net',
  });
});

test('findNamespaces() knows the host from inside a container', () => {
  const links = { ...WORLD.links, '/proc/self/ns/net': link(55), '/proc/4242/ns/net': link(55) };
  const { namespaces } = findNamespaces(fakeKernel({ ...WORLD, links }));
  const [host, own] = namespaces;
  assert.deepEqual(
    [host?.id, host?.isHost, host?.ref.path],
    [HOST, true, '/run/docker/netns/default'],
  );
  assert.deepEqual([own?.id, own?.isHost, own?.ref.path], [55, false, undefined]);
});

test('findNamespaces() without power counts what it cannot see and says what it cannot enter', () => {
  const kernel = fakeKernel({
    ...WORLD,
    files: { ...WORLD.files, '/proc/self/status': NOBODY },
    fail: {
      '/proc/1/ns/net': 'EACCES',
      '/proc/900/ns/net': 'EACCES',
      '/proc/901/ns/net': 'EACCES',
      '/run/docker/netns': 'EACCES',
    },
  });
  const { namespaces, hiddenProcesses } = findNamespaces(kernel);
  assert.equal(hiddenProcesses, 3);
  assert.deepEqual(
    namespaces.map(({ name, pids, enterable, code }) => ({ name, pids, enterable, code })),
    [
      { name: 'host', pids: [4242], enterable: true, code: undefined },
      { name: 'blue', pids: [], enterable: false, code: 'EPERM' },
    ],
  );
});

test('findNamespaces() passes over processes that end meanwhile', () => {
  const fail = { '/proc/900/ns/net': 'ENOENT', '/proc/901/comm': 'ESRCH' };
  const { namespaces, hiddenProcesses } = findNamespaces(fakeKernel({ ...WORLD, fail }));
  assert.equal(hiddenProcesses, 0);
  assert.equal(namespaces.find(({ id }) => id === 55)?.name, 'pid/901');
});

for (const [choice, ids] of [
  ['all', [HOST, 55, 66]],
  ['current', [HOST]],
  ['host', [HOST]],
  ['blue', [66]],
  ['nginx/900', [55]],
  ['pid:901', [55]],
] as const) {
  test(`selectNamespaces() understands ${choice}`, () => {
    const { namespaces } = selectNamespaces(fakeKernel(WORLD), choice);
    assert.deepEqual(
      namespaces.map(({ id }) => id),
      ids,
    );
  });
}

for (const choice of ['green', 'pid:77', 'pid:x', '']) {
  test(`selectNamespaces() refuses ${JSON.stringify(choice)} in both languages`, () => {
    assert.throws(
      () => selectNamespaces(fakeKernel(WORLD), choice),
      (error: { name: string; text: { en: string; ko: string } }) =>
        error.name === 'UsageError' && error.text.en !== '' && error.text.ko !== error.text.en,
    );
  });
}
