import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { covers, dottedKey, parseSysctlFile, procPath } from './parse-file.ts';

const LINES = [
  ['a.b = 1', { kind: 'setting', key: 'a.b', value: '1', ignoresErrors: false }],
  [' -a/b=1 2\t3 ', { kind: 'setting', key: 'a.b', value: '1 2\t3', ignoresErrors: true }],
  ['- a.b = 1', { kind: 'setting', key: 'a.b', blankAfterDash: true }],
  ['a.b = 1 # c', { kind: 'setting', key: 'a.b', value: '1 # c' }],
  ['a.b = x=y', { kind: 'setting', key: 'a.b', value: 'x=y' }],
  ['a.b =', { kind: 'setting', key: 'a.b', value: '' }],
  ['a.b = 1\r', { kind: 'setting', value: '1' }],
  ['-a.b', { kind: 'exclusion', key: 'a.b' }],
  ['# a.b = 1', { kind: 'comment' }],
  ['  ; a.b = 1', { kind: 'comment' }],
  ['a.b 1', { kind: 'junk' }],
  ['= 1', { kind: 'junk' }],
  ['-', { kind: 'junk' }],
  ['net/ipv4/conf/eth0.100/rp_filter=1', { key: 'net.ipv4.conf.eth0/100.rp_filter' }],
  ['net.ipv4.conf.eth0/100.rp_filter=1', { key: 'net.ipv4.conf.eth0/100.rp_filter' }],
] as const;

for (const [text, wanted] of LINES) {
  test(`parseSysctlFile() reads ${JSON.stringify(text)}`, () => {
    const [line, ...rest] = parseSysctlFile(`\n${text}\n`);
    assert.deepEqual(rest, []);
    assert.partialDeepStrictEqual(line, { ...wanted, line: 2 });
  });
}

test('procPath() puts dots and slashes back', () => {
  assert.equal(procPath('net.core.somaxconn'), '/proc/sys/net/core/somaxconn');
  assert.equal(
    procPath('net.ipv4.conf.eth0/100.rp_filter'),
    '/proc/sys/net/ipv4/conf/eth0.100/rp_filter',
  );
});

test('dottedKey() gives one form for every way of writing a key', () => {
  const part = fc.stringMatching(/^[a-z0-9_]{1,8}$/);
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 5 }), (parts) => {
      assert.equal(dottedKey(parts.join('/')), parts.join('.'));
      assert.equal(dottedKey(parts.join('.')), parts.join('.'));
      assert.equal(dottedKey(`/${parts.join('/')}`), parts.join('.'));
    }),
  );
});

const COVERED = [
  ['net.ipv4.conf.*.rp_filter', 'net.ipv4.conf.lo.rp_filter', true],
  ['net.ipv4.conf.*.rp_filter', 'net.ipv4.conf.a.b.rp_filter', false],
  ['net.*.tcp_rmem', 'net.ipv4.tcp_rmem', true],
  ['net.ipv4.tcp_?mem', 'net.ipv4.tcp_rmem', true],
  ['net.ipv4.tcp_[rw]mem', 'net.ipv4.tcp_wmem', true],
  ['net.ipv4.tcp_[!r]mem', 'net.ipv4.tcp_rmem', false],
  ['net.ipv4.tcp_rme', 'net.ipv4.tcp_rmem', false],
  ['net.ipv4.tcp_[z-a]mem', 'net.ipv4.tcp_rmem', false],
  ['a+b', 'aab', false],
] as const;

for (const [pattern, key, covered] of COVERED) {
  test(`covers(${pattern}, ${key}) is ${covered}`, () => {
    assert.equal(covers(pattern, key), covered);
  });
}

test('covers() of a key without magic is equality', () => {
  fc.assert(fc.property(fc.string(), (key) => void covers(key, key)));
  assert.ok(covers('net.core.somaxconn', 'net.core.somaxconn'));
});
