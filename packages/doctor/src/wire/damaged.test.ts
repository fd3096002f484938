/**
 * Whatever bytes arrive, walking them ends, throws nothing but DecodeError, and reads nothing that
 * is not in the buffer.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { DecodeError } from '../errors.ts';
import { HEADER_BYTES } from './netlink.ts';
import { socketFacts } from './socket-facts.ts';
import { SocketView } from './socket-view.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`testdata/${name}.nl`, import.meta.url));
const DUMPS = ['ipv4', 'ipv6', 'ipv4-bare'].map(fixture);

/** Walks and reads everything; the outcome as text. Fails when it does not end in time or a field is not a plain value. */
function walk(bytes: Uint8Array): string {
  const view = new SocketView();
  const outcome: string[] = [];
  view.attach(bytes);
  try {
    for (let step = view.next(); step !== 'end'; step = view.next()) {
      outcome.push(step === 'socket' ? JSON.stringify(plain(socketFacts(view))) : step);
      assert.ok(outcome.length <= bytes.length / HEADER_BYTES, 'more messages than headers fit');
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    assert.ok(error.offset >= 0 && error.offset <= bytes.length);
    outcome.push(error.message);
  }
  assert.equal(view.next(), 'end');
  return outcome.join('\n');
}

/** The value itself; fails on `undefined` and NaN, which is what reading behind the buffer brings. */
function plain<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(plain);
  else if (typeof value === 'number') assert.ok(Number.isInteger(value) && value >= 0);
  else assert.notEqual(value, undefined);
  return value;
}

/** Walks the bytes between two different neighbourhoods; both must read the same. */
function walkAlone(bytes: Uint8Array): void {
  const [zeros, ones] = [0, 0xff].map((fill) => {
    const room = new Uint8Array(bytes.length + 1_024).fill(fill);
    room.set(bytes, 512);
    return walk(room.subarray(512, 512 + bytes.length));
  });
  assert.equal(zeros, ones);
}

const at = (dump: Uint8Array, place: number): number => place % dump.length;
const dumps = fc.constantFrom(...DUMPS);
const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 7 })), {
  minLength: 1,
  maxLength: 20,
});

test('the undamaged dumps are read to their end', () => {
  for (const dump of DUMPS) assert.match(walk(dump), /\ndone$/);
});

test('random bytes are survived', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), walkAlone), { numRuns: 300 });
});

test('random bytes behind honest headers are survived', () => {
  const body = fc.uint8Array({ minLength: 72, maxLength: 500 });
  fc.assert(
    fc.property(body, (random) => {
      const message = new Uint8Array(HEADER_BYTES + random.length);
      message.set(random, HEADER_BYTES);
      const view = new DataView(message.buffer);
      new Uint32Array(message.buffer, 0, 1)[0] = message.length;
      new Uint16Array(message.buffer, 4, 1)[0] = 20;
      view.setUint8(HEADER_BYTES, random[0] === 0 ? 10 : 2);
      view.setUint8(HEADER_BYTES + 1, 1 + (view.getUint8(HEADER_BYTES + 1) % 12));
      view.setUint8(HEADER_BYTES + 2, view.getUint8(HEADER_BYTES + 2) % 5);
      walkAlone(message);
    }),
    { numRuns: 300 },
  );
});

test('every cut inside the first sockets, and random ones anywhere, are survived', () => {
  for (const dump of DUMPS) {
    for (let length = 0; length < 1_200; length += 1) walk(dump.subarray(0, length));
  }
  fc.assert(
    fc.property(dumps, fc.nat(), (dump, length) => walkAlone(dump.subarray(0, at(dump, length)))),
  );
});

test('random flipped bits are survived', () => {
  fc.assert(
    fc.property(dumps, flips, (dump, places) => {
      const copy = Uint8Array.from(dump);
      for (const [place, bit] of places) {
        copy[at(copy, place)] = (copy[at(copy, place)] ?? 0) ^ (1 << bit);
      }
      walkAlone(copy);
    }),
  );
});

test('a flipped bit in any header field of the first sockets is survived', () => {
  for (const dump of DUMPS) {
    const start = dump.subarray(0, 1_100);
    for (let bit = 0; bit < start.length * 8; bit += 1) {
      const copy = Uint8Array.from(start);
      copy[bit >>> 3] = (copy[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
      walk(copy);
    }
  }
});
