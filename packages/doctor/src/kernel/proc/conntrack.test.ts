import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fakeKernel } from '../fake.ts';
import { parseConntrackStats, readConntrack } from './conntrack.ts';

const COUNT = '/proc/sys/net/netfilter/nf_conntrack_count';
const MAX = '/proc/sys/net/netfilter/nf_conntrack_max';
const STATS = '/proc/net/stat/nf_conntrack';
const LOADED = { [COUNT]: '262144\n', [MAX]: '262144\n' };

test('parseConntrackStats() sums drops over CPUs, by the names in the heading', () => {
  const text = 'entries  drop insert early_drop\n0004  0a 7 1\n0004  0f 7 0\n';
  assert.deepEqual(parseConntrackStats(text), { drops: 25n, earlyDrops: 1n });
});

test('parseConntrackStats() reads the columns of 6.18', () => {
  const text = readFileSync(new URL('testdata/stat-nf_conntrack', import.meta.url), 'utf8');
  assert.deepEqual(parseConntrackStats(text), { drops: 0n, earlyDrops: 0n });
});

test('parseConntrackStats() says nothing of a column that is not there', () => {
  assert.deepEqual(parseConntrackStats('entries found\n04 0a\n'), {});
});

test('parseConntrackStats() refuses a row that is cut, and one that is not hexadecimal', () => {
  assert.throws(() => parseConntrackStats('a drop\n1 2\n1\n'), { name: 'DecodeError', offset: 2 });
  assert.throws(() => parseConntrackStats('a drop\n1 zz\n'), { name: 'DecodeError', offset: 1 });
});

test('readConntrack() is undefined where connection tracking is not loaded', () => {
  assert.equal(readConntrack(fakeKernel()), undefined);
});

for (const code of ['EACCES', 'ENOENT']) {
  test(`readConntrack() does without the statistics (${code})`, () => {
    const kernel = fakeKernel({ files: LOADED, fail: { [STATS]: code } });
    assert.deepEqual(readConntrack(kernel), { count: 262_144, max: 262_144 });
  });
}

test('readConntrack() reports a table that is there and cannot be read', () => {
  const kernel = fakeKernel({ files: LOADED, fail: { [COUNT]: 'EACCES' } });
  assert.throws(() => readConntrack(kernel), { name: 'SysError', code: 'EACCES' });
});
