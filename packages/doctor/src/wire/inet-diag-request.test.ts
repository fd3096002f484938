import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STATES } from '../model/socket.ts';
import { dumpRequest } from './inet-diag-request.ts';
import type { Attribute } from './inet-diag-request.ts';
import { LITTLE } from './netlink.ts';

/** The `idiag_ext` of a request. */
const bits = (attributes: readonly Attribute[]) =>
  dumpRequest({ family: 'ipv4', states: [], attributes })[18];

const read = (bytes: Uint8Array) => new DataView(bytes.buffer);

test('dumpRequest() is a netlink header and an inet_diag_req_v2', () => {
  const bytes = dumpRequest({ family: 'ipv6', states: ['established'], attributes: ['info'] });
  const view = read(bytes);
  assert.equal(bytes.length, 72);
  assert.equal(view.getUint32(0, LITTLE), 72);
  assert.equal(view.getUint16(4, LITTLE), 20);
  assert.equal(view.getUint16(6, LITTLE), 0x301);
  assert.equal(view.getUint32(8, LITTLE), 1);
  assert.deepEqual([...bytes.subarray(16, 20)], [10, 6, 0b10, 0]);
  assert.equal(view.getUint32(20, LITTLE), 1 << 1);
  assert.ok(bytes.subarray(24).every((byte) => byte === 0));
});

test('dumpRequest() asks for each attribute by its own bit', () => {
  assert.equal(bits([]), 0);
  assert.equal(bits(['congestion']), 1 << 3);
  assert.equal(bits(['memory']), 1 << 6);
  assert.equal(bits(['info', 'memory', 'congestion', 'info']), 0b100_1010);
});

const STATE_BITS = [
  [['listen'], 1 << 10],
  [['synRecv'], (1 << 3) | (1 << 12)],
  [['newSynRecv'], (1 << 3) | (1 << 12)],
  [['timeWait', 'closing'], (1 << 6) | (1 << 11)],
  [STATES, 0x1ffe],
] as const;

for (const [states, bits] of STATE_BITS) {
  test(`dumpRequest() asks for ${states.join(', ')} with the bits ${bits.toString(2)}`, () => {
    const view = read(dumpRequest({ family: 'ipv4', states, attributes: [] }));
    assert.equal(view.getUint32(20, LITTLE), bits);
  });
}

test('dumpRequest() carries the filter as an attribute and the sequence number', () => {
  const filter = Uint8Array.of(2, 8, 12, 0, 0, 0, 80, 0);
  const request = { family: 'ipv4', states: [], attributes: [], filter, sequence: 7 } as const;
  const bytes = dumpRequest(request);
  const view = read(bytes);
  assert.equal(view.getUint32(0, LITTLE), 72 + 4 + 8);
  assert.equal(view.getUint32(8, LITTLE), 7);
  assert.equal(view.getUint16(72, LITTLE), 12);
  assert.equal(view.getUint16(74, LITTLE), 1);
  assert.deepEqual(bytes.subarray(76), filter);
});

test('dumpRequest() for both families is an inet_diag_req, with the states behind the socket id', () => {
  const bytes = dumpRequest({ family: 'both', states: ['listen'], attributes: ['memory'] });
  const view = read(bytes);
  assert.equal(bytes.length, 76);
  assert.equal(view.getUint16(4, LITTLE), 18);
  assert.deepEqual([...bytes.subarray(16, 20)], [0, 0, 0, 1 << 6]);
  assert.equal(view.getUint32(68, LITTLE), 1 << 10);
  assert.ok(bytes.subarray(20, 68).every((byte) => byte === 0));
});
