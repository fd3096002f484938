import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fakeKernel } from '../fake.ts';
import { parseFibTrie, parseIfInet6, readLocalAddresses } from './local-addresses.ts';

const captured = (name: string) =>
  readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');

test('parseFibTrie() takes own addresses, not networks and broadcasts, and each once', () => {
  assert.deepEqual(parseFibTrie(captured('fib_trie')), ['127.0.0.1']);
});

test('parseFibTrie() finds the local line among several of one address', () => {
  const text = `Main:
     |-- 10.0.0.1
        /32 link UNICAST
        /32 host LOCAL
     |-- 10.0.0.2
        /32 link UNICAST
     |-- 10.0.0.3
        /32 host LOCAL
`;
  assert.deepEqual(parseFibTrie(text), ['10.0.0.1', '10.0.0.3']);
});

test('parseIfInet6() writes addresses as people do', () => {
  const text = `fe8000000000000000fc00fffe000001 04 40 20 80     eth0
${captured('if_inet6')}`;
  assert.deepEqual(parseIfInet6(text), ['fe80::fc:ff:fe00:1', '::1']);
  assert.throws(() => parseIfInet6('fe80 04\n'), { name: 'DecodeError', offset: 0 });
});

test('readLocalAddresses() manages without IPv6', () => {
  const kernel = fakeKernel({ files: { '/proc/net/fib_trie': captured('fib_trie') } });
  assert.deepEqual(readLocalAddresses(kernel), ['127.0.0.1']);
});

test('readLocalAddresses() does not read through a million routes', () => {
  const stat = captured('fib_triestat').replace('Prefixes:       3', 'Prefixes:       1000000');
  assert.match(stat, /1000000/);
  const kernel = fakeKernel({
    files: { '/proc/net/fib_triestat': stat, '/proc/net/fib_trie': '' },
  });
  assert.throws(() => readLocalAddresses(kernel), { name: 'SysError', code: 'EFBIG' });
  assert.deepEqual(kernel.log, ['read /proc/net/fib_triestat']);
});
