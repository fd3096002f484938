import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fakeKernel } from '../fake.ts';
import { parseSnmpTable, readSnmpTable } from './snmp-table.ts';

const captured = (name: string) =>
  readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');

test('parseSnmpTable() keeps every counter under its group, but those of UDP', () => {
  const counters = parseSnmpTable(captured('snmp'));
  assert.equal(counters['Tcp.MaxConn'], -1n);
  assert.equal(counters['Tcp.RtoMax'], 120_000n);
  assert.equal(counters['Ip.Forwarding'], 2n);
  const kept = captured('snmp').replaceAll(/^Udp.*\n/gm, '');
  assert.notEqual(kept, captured('snmp'));
  const names = kept.match(/ [A-Z]\w+/g)?.length;
  assert.equal(Object.keys(counters).length, names);
});

test('parseSnmpTable() pairs names and values by position, past 2^53', () => {
  const text = 'TcpExt: A B\nTcpExt: 1 18446744073709551615\nIpExt: C\nIpExt: 3\n';
  assert.deepEqual(parseSnmpTable(text), {
    'TcpExt.A': 1n,
    'TcpExt.B': 18_446_744_073_709_551_615n,
    'IpExt.C': 3n,
  });
});

test('parseSnmpTable() reads a changed set of names after a known one', () => {
  assert.deepEqual(parseSnmpTable('Z: A B\nZ: 1 2\n'), { 'Z.A': 1n, 'Z.B': 2n });
  assert.deepEqual(parseSnmpTable('Z: B A\nZ: 1 2\n'), { 'Z.B': 1n, 'Z.A': 2n });
});

test('parseSnmpTable() finds nothing in nothing', () => {
  assert.deepEqual(parseSnmpTable(''), {});
});

for (const [why, text, line] of [
  ['a value too few', 'Tcp: A B\nTcp: 1\n', 1],
  ['a value too many', 'Tcp: A\nTcp: 1 2\n', 1],
  ['values of another group', 'Tcp: A\nUdp: 1\n', 1],
  ['no values', 'Tcp: A\n', 1],
  ['a value that is no number', 'Tcp: A\nTcp: x\n', 1],
  ['no group', 'what is this\nTcp: 1\n', 0],
  ['a second group cut short', 'Tcp: A\nTcp: 1\nIp: A B\nIp: 1', 3],
] as const) {
  test(`parseSnmpTable() refuses ${why}`, () => {
    assert.throws(() => parseSnmpTable(text), { name: 'DecodeError', offset: line });
  });
}

test('readSnmpTable() joins netstat and snmp', () => {
  const kernel = fakeKernel({
    files: { '/proc/net/netstat': captured('netstat'), '/proc/net/snmp': captured('snmp') },
  });
  const counters = readSnmpTable(kernel);
  assert.equal(counters['TcpExt.ListenOverflows'], 0n);
  assert.equal(counters['Tcp.ActiveOpens'], 0n);
});
