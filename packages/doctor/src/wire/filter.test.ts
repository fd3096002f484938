import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError } from '../errors.ts';
import { filterBytecode } from './filter.ts';
import type { SocketFilter } from './filter.ts';
import { LITTLE } from './netlink.ts';

/** A 16-bit integer as two bytes in host order. */
const u16 = (value: number): number[] => [...new Uint8Array(Uint16Array.of(value).buffer)];
const ANY_PORT = [255, 255, 255, 255];

const PROGRAMS: readonly (readonly [string, SocketFilter, readonly number[]])[] = [
  [
    'a local port',
    { localPort: 8080 },
    [[2, 8], u16(20), [0, 0], u16(8080), [3, 8], u16(12), [0, 0], u16(8080)].flat(),
  ],
  [
    'an open range of remote ports',
    { remotePortMin: 1024 },
    [[4, 8], u16(12), [0, 0], u16(1024)].flat(),
  ],
  [
    'a range of local ports',
    { localPortMin: 1, localPortMax: 2 },
    [[2, 8], u16(20), [0, 0], u16(1), [3, 8], u16(12), [0, 0], u16(2)].flat(),
  ],
  [
    'a remote IPv4 prefix',
    { remote: '10.0.0.0/8' },
    [[8, 16], u16(20), [2, 8, 0, 0], ANY_PORT, [10, 0, 0, 0]].flat(),
  ],
  [
    'a local IPv6 address',
    { local: '::1' },
    [[7, 28], u16(32), [10, 128, 0, 0], ANY_PORT, Array.from({ length: 15 }, () => 0), [1]].flat(),
  ],
];

for (const [name, filter, bytes] of PROGRAMS) {
  test(`filterBytecode() compiles ${name}`, () => {
    assert.deepEqual([...(filterBytecode(filter) ?? [])], bytes);
  });
}

test('filterBytecode() of nothing is no filter', () => {
  assert.equal(filterBytecode({}), undefined);
});

test('filterBytecode() joins conditions so that each one alone can reject', () => {
  const program = filterBytecode({ localPort: 1, remotePort: 2, local: '::', remote: '1.2.3.4/0' });
  assert.ok(program);
  const view = new DataView(program.buffer);
  const starts: number[] = [];
  for (let at = 0; at < program.length; at += view.getUint8(at + 1)) {
    starts.push(at);
    assert.equal(at + view.getUint16(at + 2, LITTLE), program.length + 4);
  }
  assert.deepEqual(starts, [0, 8, 16, 24, 32, 60]);
});

for (const port of [-1, 65_536, 1.5, Number.NaN]) {
  test(`filterBytecode() refuses port ${port}`, () => {
    assert.throws(() => filterBytecode({ localPortMax: port }), RangeError);
  });
}

for (const prefix of ['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/x', 'host/8', '/8']) {
  test(`filterBytecode() refuses ${prefix}`, () => {
    assert.throws(() => filterBytecode({ local: prefix }), DecodeError);
  });
}
