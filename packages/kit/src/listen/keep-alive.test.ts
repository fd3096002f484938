import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { manualClock } from '../../test/manual-clock.ts';
import { armKeepAlive } from './keep-alive.ts';

/** Sockets that write down when they are armed. */
function sockets(count: number) {
  const armed: unknown[][] = [];
  const made = Array.from({ length: count }, (_, n) =>
    Object.assign(new Socket(), {
      setKeepAlive(...args: unknown[]) {
        armed.push([n, ...args]);
        return this;
      },
    }),
  );
  return { armed, made };
}

test('armKeepAlive() arms a connection after one to two seconds, once', () => {
  const clock = manualClock();
  using keepAlive = armKeepAlive(clock, 60_000);
  const { armed, made } = sockets(2);
  const [early, late] = made;
  assert.ok(early && late);
  keepAlive.opened(early);
  clock.passMs(999);
  keepAlive.opened(late);
  clock.passMs(1);
  assert.deepEqual(armed, [], 'nobody is a second old');
  clock.passMs(1_000);
  assert.deepEqual(armed, [
    [0, true, 60_000],
    [1, true, 60_000],
  ]);
  clock.passMs(10_000);
  assert.equal(armed.length, 2);
});

test('armKeepAlive() never hands on less than a second, which Node takes for two hours', () => {
  const clock = manualClock();
  using keepAlive = armKeepAlive(clock, 500);
  const { armed, made } = sockets(1);
  for (const socket of made) keepAlive.opened(socket);
  clock.passMs(2_000);
  assert.deepEqual(armed, [[0, true, 1_000]]);
});

test('armKeepAlive() leaves alone what has closed before', () => {
  const clock = manualClock();
  using keepAlive = armKeepAlive(clock, 60_000);
  const { armed, made } = sockets(3);
  for (const socket of made) keepAlive.opened(socket);
  for (const socket of made.slice(0, 1)) keepAlive.closed(socket);
  clock.passMs(1_000);
  for (const socket of made.slice(1, 2)) keepAlive.closed(socket);
  clock.passMs(1_000);
  assert.deepEqual(armed, [[2, true, 60_000]]);
});

test('armKeepAlive() arms a crowd a thousand at a time, and forgets nobody', () => {
  const clock = manualClock();
  using keepAlive = armKeepAlive(clock, 60_000);
  const { armed, made } = sockets(2_500);
  for (const socket of made) keepAlive.opened(socket);
  clock.passMs(2_000);
  assert.equal(armed.length, 1_000);
  clock.passMs(3_000);
  assert.equal(new Set(armed.map(([n]) => n)).size, 2_500);
  assert.equal(armed.length, 2_500);
});
