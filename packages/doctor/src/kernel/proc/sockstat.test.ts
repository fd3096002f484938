import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from '../fake.ts';
import { parseSockstat, readSockstat } from './sockstat.ts';

const V4 = `sockets: used 17
TCP: inuse 4 orphan 3 tw 12 alloc 428 mem 236
UDP: inuse 0 mem 0
`;
const V6 = 'TCP6: inuse 2\nUDP6: inuse 9\n';
const BOTH = { inUse: 6, timeWait: 12, hostOrphans: 3, hostAllocated: 428, hostMemPages: 236 };

test('parseSockstat() adds up both families', () => {
  assert.deepEqual(parseSockstat(V4, V6), BOTH);
});

test('parseSockstat() finds TCP fields by name, whatever stands between', () => {
  const more = V4.replace('inuse 4', 'inuse 4 later 77');
  assert.deepEqual(parseSockstat(more, V6), BOTH);
});

test('parseSockstat() refuses a text without TCP, or with half of it', () => {
  assert.throws(() => parseSockstat('sockets: used 17\n', V6), { name: 'DecodeError' });
  assert.throws(() => parseSockstat('TCP: inuse 4 orphan 3 tw', V6), { name: 'DecodeError' });
  assert.throws(() => parseSockstat(V4, 'UDP6: inuse 9\n'), { name: 'DecodeError' });
});

test('readSockstat() manages without IPv6', () => {
  assert.equal(readSockstat(fakeKernel({ files: { '/proc/net/sockstat': V4 } })).inUse, 4);
});

test('readSockstat() does not take a refusal for an absence', () => {
  const files = { '/proc/net/sockstat': V4 };
  const kernel = fakeKernel({ files, fail: { '/proc/net/sockstat6': 'EACCES' } });
  assert.throws(() => readSockstat(kernel), { name: 'SysError', code: 'EACCES' });
});
