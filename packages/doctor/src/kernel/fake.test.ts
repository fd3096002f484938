import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SysError } from '../errors.ts';
import { fakeKernel } from './fake.ts';

const FILE = '/proc/net/netstat';
const INNER = { id: 9, path: '/run/netns/inner' };

test('fakeKernel() fails as the real one does', () => {
  const kernel = fakeKernel({ files: { '/a/b': 'x' }, fail: { '/a/c': 'EACCES' } });
  assert.throws(() => kernel.readText('/nowhere'), { op: 'read', code: 'ENOENT' });
  assert.throws(() => kernel.readText('/a'), { op: 'read', code: 'EISDIR' });
  assert.throws(() => kernel.readText('/a/c'), { op: 'read', code: 'EACCES' });
  assert.throws(() => kernel.listDir('/nowhere'), { op: 'list', code: 'ENOENT' });
  assert.throws(() => kernel.readLink('/nowhere'), { op: 'readlink', code: 'ENOENT' });
  assert.throws(() => kernel.readLink('/a/b'), { op: 'readlink', code: 'EINVAL' });
  assert.throws(() => kernel.stat('/nowhere'), { op: 'stat', code: 'ENOENT' });
});

test('fakeKernel() has the directories its files lie in', () => {
  const kernel = fakeKernel({
    files: { '/d/one': '1', '/d/two/deep': '2' },
    links: { '/d/three': 'x' },
    emptyDirs: ['/d/four'],
  });
  assert.deepEqual(kernel.listDir('/d'), ['one', 'two', 'three', 'four']);
  assert.deepEqual(kernel.listDir('/d', 2), ['one', 'two']);
  assert.deepEqual(kernel.listDir('/d/four'), []);
  assert.deepEqual(kernel.stat('/d/one'), { inode: 1, size: 1, device: 1 });
});

test('fakeKernel() shows a namespace its own files, inside only', () => {
  const kernel = fakeKernel({
    files: { [FILE]: 'outer', '/proc/stat': 'same' },
    namespaces: { 9: { files: { [FILE]: 'inner' } } },
  });
  const seen = kernel.within(INNER, () => [kernel.readText(FILE), kernel.readText('/proc/stat')]);
  assert.deepEqual(seen, ['inner', 'same']);
  assert.equal(kernel.readText(FILE), 'outer');
  assert.deepEqual(kernel.log.slice(0, 2), ['enter 9', `read ${FILE}`]);
});

test('fakeKernel() comes back from work that throws, and refuses another inside and promises', () => {
  const kernel = fakeKernel();
  const other = { id: 10, path: '/run/netns/other' };
  assert.throws(() => kernel.within(INNER, () => kernel.within(other, () => 1)), TypeError);
  assert.throws(() => kernel.within(INNER, () => Promise.resolve(1)), TypeError);
  assert.equal(
    kernel.within(INNER, () => kernel.within(INNER, () => 1)),
    1,
  );
});

test('fakeKernel() cannot enter a namespace whose path fails', () => {
  const kernel = fakeKernel({ fail: { [INNER.path]: 'EPERM' } });
  assert.throws(() => kernel.within(INNER, () => 1), { code: 'EPERM' });
  assert.throws(() => [...kernel.sockDiag(INNER, new Uint8Array(0))], { code: 'EPERM' });
});

test('fakeKernel() answers dumps, or fails them', () => {
  const kernel = fakeKernel({
    namespaces: {
      1: { replies: (request) => [request, Uint8Array.of(9)] },
      2: { replies: () => new SysError('recv', 'netlink:sock_diag', 'ENOBUFS') },
    },
  });
  const ask = (id: number) => [...kernel.sockDiag({ id, path: undefined }, Uint8Array.of(7))];
  assert.deepEqual(ask(1), [Uint8Array.of(7), Uint8Array.of(9)]);
  assert.throws(() => ask(2), { code: 'ENOBUFS' });
  assert.throws(() => ask(3), { code: 'EPROTONOSUPPORT' });
});

test('fakeKernel() lets time pass only in sleepMs()', async () => {
  const kernel = fakeKernel({ epochMs: 1_000 });
  await kernel.sleepMs(500);
  await kernel.sleepMs(500, AbortSignal.abort());
  assert.deepEqual([kernel.epochMs(), kernel.monotonicMs()], [1_500, 500]);
});
