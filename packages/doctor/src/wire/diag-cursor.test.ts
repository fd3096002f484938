import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError } from '../errors.ts';
import { DiagCursor } from './diag-cursor.ts';
import type { Step } from './diag-cursor.ts';
import { encodeDone, encodeError, encodeSocket } from './inet-diag-reply.ts';
import { encodeMessage, joinBytes } from './netlink.ts';

const ACCESS_DENIED = 13;
const NO_BUFFERS = 105;

/** Every step along these buffers, the last one of each included. */
function stepsOf(cursor: DiagCursor, ...buffers: readonly Uint8Array[]): Step[] {
  const steps: Step[] = [];
  for (const buffer of buffers) {
    cursor.attach(buffer);
    do steps.push(cursor.next());
    while (steps.at(-1) !== 'end');
  }
  return steps;
}

const socket = encodeSocket({ congestion: 'bbr' });

test('next() walks over buffers to the end of the dump', () => {
  const buffers = [joinBytes([socket, socket]), joinBytes([socket, encodeDone()])];
  assert.deepEqual(stepsOf(new DiagCursor(), ...buffers), [
    'socket',
    'socket',
    'end',
    'socket',
    'done',
    'end',
  ]);
});

test('next() of an empty buffer is its end, again and again', () => {
  const cursor = new DiagCursor();
  assert.equal(cursor.next(), 'end');
  assert.deepEqual(stepsOf(cursor, new Uint8Array(0)), ['end']);
  assert.equal(cursor.next(), 'end');
});

test('next() tells of an interruption that only an early message carried', () => {
  const first = joinBytes([socket, encodeSocket({}, { interrupted: true }), socket]);
  const steps = stepsOf(new DiagCursor(), first, joinBytes([socket, encodeDone()]));
  assert.equal(steps.at(-2), 'interrupted');
});

test('next() tells of an interruption that only the end carries', () => {
  assert.deepEqual(stepsOf(new DiagCursor(), encodeDone({ interrupted: true })), [
    'interrupted',
    'end',
  ]);
});

test('next() starts the next dump without the last one’s interruption or error', () => {
  const cursor = new DiagCursor();
  stepsOf(cursor, encodeDone({ interrupted: true }));
  assert.deepEqual(stepsOf(cursor, encodeDone()), ['done', 'end']);
  stepsOf(cursor, encodeDone({ errno: NO_BUFFERS, interrupted: true }));
  assert.equal(cursor.errno, NO_BUFFERS);
  assert.deepEqual(stepsOf(cursor, joinBytes([socket, encodeDone()])), ['socket', 'done', 'end']);
  assert.equal(cursor.errno, 0);
});

test('reset() forgets the interruption of a dump that was given up', () => {
  const cursor = new DiagCursor();
  stepsOf(cursor, encodeSocket({}, { interrupted: true }));
  cursor.reset();
  assert.equal(cursor.next(), 'end');
  assert.deepEqual(stepsOf(cursor, encodeDone()), ['done', 'end']);
});

test('next() reports a refused request and a dump that failed halfway with its errno', () => {
  const cursor = new DiagCursor();
  assert.deepEqual(stepsOf(cursor, encodeError(ACCESS_DENIED)), ['error', 'end']);
  assert.equal(cursor.errno, ACCESS_DENIED);
  const halfway = joinBytes([socket, encodeDone({ errno: NO_BUFFERS })]);
  assert.deepEqual(stepsOf(cursor, halfway), ['socket', 'error', 'end']);
  assert.equal(cursor.errno, NO_BUFFERS);
});

test('next() passes over acknowledgements, no-ops and types it does not know', () => {
  const noop = encodeMessage({ type: 1, flags: 0, sequence: 1 }, new Uint8Array(4));
  const unknown = encodeMessage({ type: 99, flags: 0, sequence: 1 }, new Uint8Array(40));
  const buffer = joinBytes([encodeError(0), noop, unknown, socket, encodeDone()]);
  assert.deepEqual(stepsOf(new DiagCursor(), buffer), ['socket', 'done', 'end']);
});

test('next() takes an overrun for an interruption, since messages are lost', () => {
  const overrun = encodeMessage({ type: 4, flags: 0, sequence: 1 }, new Uint8Array(0));
  assert.deepEqual(stepsOf(new DiagCursor(), joinBytes([overrun, encodeDone()])), [
    'interrupted',
    'end',
  ]);
});

test('next() takes an end of dump without a payload, as old kernels send it', () => {
  const done = encodeMessage({ type: 3, flags: 2, sequence: 1 }, new Uint8Array(0));
  assert.deepEqual(stepsOf(new DiagCursor(), done), ['done', 'end']);
});

test('attach() takes a buffer that starts at any byte', () => {
  for (const offset of [0, 1, 2, 3, 4]) {
    const shifted = new Uint8Array(offset + socket.length);
    shifted.set(socket, offset);
    assert.deepEqual(stepsOf(new DiagCursor(), shifted.subarray(offset)), ['socket', 'end']);
  }
});

/** A copy with one 16-bit or 8-bit field overwritten. */
function damaged(bytes: Uint8Array, at: number, value: number, width: 8 | 16 = 8): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (width === 8) copy[at] = value;
  else new Uint16Array(copy.buffer)[at / 2] = value;
  return copy;
}

const MALFORMED: readonly (readonly [string, Uint8Array, number])[] = [
  ['a message length of 0', damaged(socket, 0, 0, 16), 0],
  ['a message length below the header', damaged(socket, 0, 15, 16), 0],
  ['a message longer than the buffer', damaged(socket, 0, socket.length + 1, 16), 0],
  ['a header cut short', socket.subarray(0, 12), 0],
  ['a second message cut short', joinBytes([socket, socket.subarray(0, 40)]), socket.length],
  ['a socket message too short for a socket', damaged(socket, 0, 80, 16).subarray(0, 80), 16],
  ['an error without its number', damaged(encodeError(1), 0, 16, 16).subarray(0, 16), 16],
  ['an attribute length of 0', damaged(socket, 88, 0, 16), 88],
  ['an attribute longer than the message', damaged(socket, 88, 40, 16), 88],
  ['an unknown address family', damaged(socket, 16, 1), 16],
  ['state 0', damaged(socket, 17, 0), 17],
  ['state 13', damaged(socket, 17, 13), 17],
  ['timer 5', damaged(socket, 18, 5), 18],
];

for (const [name, bytes, offset] of MALFORMED) {
  test(`next() refuses ${name}, says where, and gives up the buffer`, () => {
    const cursor = new DiagCursor();
    assert.throws(
      () => stepsOf(cursor, bytes),
      (error) => error instanceof DecodeError && error.offset === offset,
    );
    assert.equal(cursor.next(), 'end');
  });
}
