import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/manual-clock.ts';
import { watchAcceptWait } from './accept-wait.ts';
import type { ShedOptions } from './door.ts';
import { openDoor } from './door.ts';
import { watchLateness } from './loop-lateness.ts';

function stage(limits: ShedOptions) {
  const clock = manualClock();
  const queue = watchAcceptWait(clock, 50, { waiting: () => 0, alwaysBusy: () => true });
  return { clock, door: openDoor(watchLateness(clock, 50), queue, limits) };
}

test('watchLateness() tells a stall while it lasts, and keeps the worst', () => {
  const clock = manualClock();
  using lateness = watchLateness(clock, 50);
  clock.passMs(500);
  assert.equal(lateness.lateMs(), 0);
  clock.stallMs(350);
  assert.equal(lateness.lateMs(), 300);
  clock.passMs(0);
  assert.equal(lateness.lateMs(), 0);
  assert.equal(lateness.worstMs, 300);
});

test('openDoor() refuses while the event loop is behind, and no longer', () => {
  const { clock, door } = stage({ maxDelayMs: 200 });
  clock.stallMs(250);
  assert.equal(door.enter(), true, 'at the limit');
  clock.stallMs(1);
  assert.equal(door.enter(), false, 'above the limit');
  clock.passMs(0);
  assert.equal(door.enter(), true, 'after the stall');
  assert.partialDeepStrictEqual(door.counters(), { requests: 2, shedLate: 1, shedCrowded: 0 });
});

test('openDoor() refuses above the number in progress', () => {
  const { door } = stage({ maxInFlight: 2 });
  assert.deepEqual([door.enter(), door.enter(), door.enter()], [true, true, false]);
  door.leave();
  assert.equal(door.enter(), true);
  assert.partialDeepStrictEqual(door.counters(), { requests: 3, inFlight: 2, shedCrowded: 1 });
});

test('openDoor() always serves exempt paths, and counts them', () => {
  const { door } = stage({ maxInFlight: 1, exempt: (path) => path === '/live' });
  assert.equal(door.enter('/'), true);
  assert.equal(door.enter('/'), false);
  assert.equal(door.enter('/live'), true);
  assert.equal(door.counters().inFlight, 2);
});

test('openDoor() asks for the exempt path without its query', () => {
  const { door } = stage({ maxInFlight: 0, exempt: (path) => path === '/live' });
  assert.equal(door.enter('/live?probe=1'), true);
  assert.equal(door.enter('/lively?probe=/live'), false);
});

test('openDoor() gives Retry-After in whole seconds', () => {
  assert.equal(stage({ retryAfterS: 0.5 }).door.retryAfterS, 1);
});

test('openDoor() lets everybody in without limits', () => {
  const { clock, door } = stage({});
  clock.stallMs(60_000);
  assert.ok(Array.from({ length: 1_000 }, () => door.enter()).every(Boolean));
});
