import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { settingOf } from './catalogue/catalogue.ts';
import type { Setting } from './setting.ts';
import { numbersOf, plainValue, valueFault } from './value.ts';

const setting = (key: string): Setting => {
  const found = settingOf(key);
  assert.ok(found !== undefined, key);
  return found;
};

const FAULTS = [
  ['net.core.somaxconn', '1024', undefined],
  ['net.core.somaxconn', '-1', 'out of range'],
  ['net.core.somaxconn', '2147483648', 'out of range'],
  ['net.core.somaxconn', '', 'empty'],
  ['net.core.somaxconn', '4k', 'not a number'],
  ['net.core.somaxconn', '1e3', 'not a number'],
  ['net.core.somaxconn', '"1024"', 'not a number'],
  ['net.core.somaxconn', '0x400', undefined],
  ['net.core.somaxconn', '01024', 'octal'],
  ['net.core.somaxconn', '01', undefined],
  ['net.core.somaxconn', '128 256', 'wrong count'],
  ['net.ipv4.tcp_rmem', '4096\t131072 \t 33554432', undefined],
  ['net.ipv4.tcp_rmem', '4096 131072', 'wrong count'],
  ['net.ipv4.tcp_rmem', '4096,131072,33554432', 'not a number'],
  ['net.ipv4.tcp_rmem', '8192 4096 2048', 'wrong order'],
  ['net.ipv4.tcp_rmem', '0 4096 8192', 'out of range'],
  ['net.ipv4.ip_local_port_range', '60999 32768', 'wrong order'],
  ['net.ipv4.ip_local_port_range', '10240 65536', 'out of range'],
  ['net.ipv4.ip_local_reserved_ports', '', undefined],
  ['net.ipv4.ip_local_reserved_ports', '8080,9100-9110', undefined],
  ['net.ipv4.ip_local_reserved_ports', '8080, 9100', 'bad port list'],
  ['net.ipv4.ip_local_reserved_ports', '9110-9100', 'bad port list'],
  ['net.ipv4.ip_local_reserved_ports', '65536', 'bad port list'],
  ['net.ipv4.tcp_congestion_control', 'bbr', undefined],
  ['net.ipv4.tcp_congestion_control', 'bbr cubic', 'not one word'],
  ['net.ipv4.tcp_allowed_congestion_control', 'reno cubic bbr', undefined],
  ['fs.file-max', '9223372036854775807', undefined],
] as const;

for (const [key, value, kind] of FAULTS) {
  test(`valueFault() of ${key} = ${JSON.stringify(value)} is ${kind}`, () => {
    assert.equal(valueFault(setting(key), value)?.kind, kind);
  });
}

test('valueFault() says which refusals come from the kernel', () => {
  const refused = (key: string, value: string) => {
    const fault = valueFault(setting(key), value);
    assert.ok(fault?.kind === 'out of range' || fault?.kind === 'wrong order');
    return fault.refused;
  };
  assert.equal(refused('net.ipv4.tcp_keepalive_time', '0'), false);
  assert.equal(refused('net.ipv4.tcp_keepalive_time', '2147483648'), true);
  assert.equal(refused('net.ipv4.tcp_tw_reuse', '3'), true);
  assert.equal(refused('net.ipv4.tcp_rmem', '3 2 1'), false);
  assert.equal(refused('net.ipv4.ip_local_port_range', '3000 2000'), true);
});

/** What 5.10, 6.1, 6.12 and 7.2 did with each value. */
const CHECKED = [
  ['net.ipv4.tcp_synack_retries', '256', { '5.10': false, '6.1': true, '7.2': true }],
  ['net.ipv4.tcp_sack', '-1', { '5.10': false, '6.1': true, '7.2': true }],
  ['net.ipv4.tcp_reordering', '301', { '5.10': false, '6.1': false, '6.12': true, '7.2': true }],
  ['net.ipv4.tcp_ecn', '6', { '6.1': true, '6.12': true, '7.2': true }],
  ['net.ipv4.tcp_autocorking', '2', { '5.10': true, '6.1': true, '7.2': true }],
] as const;

test('valueFault() says what the kernel that is to take a value refuses', () => {
  for (const [key, value, kernels] of CHECKED) {
    for (const [kernel, refused] of Object.entries(kernels)) {
      const fault = valueFault(setting(key), value, kernel);
      assert.ok(fault?.kind === 'out of range', key);
      assert.equal(fault.refused, refused, `${key} = ${value} on ${kernel}`);
    }
    assert.ok(refusedByNewest(key, value), `${key} = ${value}`);
  }
});

/** No kernel named: the newest. */
function refusedByNewest(key: string, value: string): boolean {
  const fault = valueFault(setting(key), value);
  return fault?.kind === 'out of range' && fault.refused;
}

test('valueFault() reads octal as the kernel does', () => {
  assert.deepEqual(valueFault(setting('net.core.somaxconn'), '010'), {
    kind: 'octal',
    word: '010',
    reads: 8,
  });
});

test('valueFault() never throws and finds nothing in what numbersOf() and the shape allow', () => {
  const rmem = setting('net.ipv4.tcp_rmem');
  fc.assert(fc.property(fc.string(), (text) => void valueFault(rmem, text)));
  const size = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  const sorted = fc.tuple(size, size, size).map((values) => values.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(sorted, (values) => {
      assert.equal(valueFault(rmem, values.join('  ')), undefined);
    }),
  );
});

test('plainValue() makes single blanks, numbersOf() reads them', () => {
  assert.equal(plainValue(' 1\t 2  3 \n'), '1 2 3');
  assert.deepEqual(numbersOf('1\t0x10'), [1, 16]);
  assert.equal(numbersOf('1 x'), undefined);
  assert.equal(numbersOf(''), undefined);
});
