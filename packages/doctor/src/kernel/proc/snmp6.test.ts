import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSnmp6 } from './snmp6.ts';

const CAPTURED = readFileSync(new URL('testdata/snmp6', import.meta.url), 'utf8');

test('parseSnmp6() keeps every line but those of UDP', () => {
  const lines = CAPTURED.trimEnd().split('\n');
  const kept = lines.filter((line) => !line.startsWith('Udp'));
  assert.equal(Object.keys(parseSnmp6(CAPTURED)).length, kept.length);
  assert.ok(kept.length < lines.length);
});

test('parseSnmp6() splits protocol and counter at the 6', () => {
  const text =
    'Ip6InReceives   \t7\nIcmp6InDestUnreachs \t0\nIcmp6OutType135 \t2\nUdpLite6InErrors \t1\n';
  assert.deepEqual(parseSnmp6(text), {
    'Ip6.InReceives': 7n,
    'Icmp6.InDestUnreachs': 0n,
    'Icmp6.OutType135': 2n,
  });
});

test('parseSnmp6() refuses a line without a number and says which', () => {
  assert.throws(() => parseSnmp6('Ip6InReceives \t7\nIp6InDis'), {
    name: 'DecodeError',
    offset: 1,
  });
});
