import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/manual-clock.ts';
import type { PoolError } from './pool-error.ts';
import { openRoom } from './room.ts';

function room(places: number) {
  const clock = manualClock();
  const log: string[] = [];
  const opened = openRoom({ places, waitMs: 100, clock, makeRoom: () => log.push('make room') });
  const ask = (name: string): void =>
    opened.ask(
      () => log.push(`${name} in`),
      ({ code }: PoolError) => log.push(`${name} ${code}`),
    );
  return { clock, log, room: opened, ask };
}

test('openRoom() lets in as many as there are places, then one for one, in order', () => {
  const {
    log,
    room: { leave },
    ask,
  } = room(2);
  for (const name of ['a', 'b', 'c', 'd']) ask(name);
  assert.deepEqual(log, ['a in', 'b in', 'make room', 'make room']);
  leave();
  leave();
  assert.deepEqual(log.slice(4), ['c in', 'd in']);
  leave();
  ask('e');
  assert.deepEqual(log.slice(6), ['e in']);
});

test('openRoom() refuses whoever waits for too long, and nobody else', () => {
  const { clock, log, room: opened, ask } = room(1);
  ask('a');
  ask('b');
  clock.passMs(60);
  ask('c');
  clock.passMs(40);
  assert.deepEqual(log.at(-1), 'b TCPDOCTOR_POOL_FULL');
  assert.equal(opened.waiting, 1);
  opened.leave();
  assert.equal(log.at(-1), 'c in');
  clock.passMs(1_000);
  assert.equal(log.at(-1), 'c in');
});

test('openRoom() refuses all who wait when it is disposed of', () => {
  const { log, room: opened, ask } = room(1);
  for (const name of ['a', 'b', 'c']) ask(name);
  opened[Symbol.dispose]();
  assert.deepEqual(log.slice(-2), ['b TCPDOCTOR_POOL_CLOSED', 'c TCPDOCTOR_POOL_CLOSED']);
  assert.equal(opened.waiting, 0);
});
