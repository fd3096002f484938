import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { manualClock } from '../../test/manual-clock.ts';
import { watchAcceptWait } from './accept-wait.ts';
import { openDoor } from './door.ts';
import { watchLateness } from './loop-lateness.ts';

/** A queue of arrival times, and the meter that does not see them. */
function play(everyMs = 10) {
  const clock = manualClock();
  const queue: number[] = [];
  const busy = { always: true };
  const wait = watchAcceptWait(clock, everyMs, {
    waiting: () => queue.length,
    alwaysBusy: () => busy.always,
  });
  return {
    clock,
    wait,
    busy,
    arrive: () => void queue.push(clock.nowMs()),
    /** Accepts one; how long it has really waited. */
    accept: (): number | undefined => {
      const atMs = queue.shift();
      if (atMs === undefined) return undefined;
      wait.accepted();
      return clock.nowMs() - atMs;
    },
  };
}

test('watchAcceptWait() is never too long, and hardly too short while connections are accepted', () => {
  const step = fc.record({
    arrivals: fc.integer({ min: 0, max: 5 }),
    // No longer than the pace of looking: a turn of the event loop accepts once, and looks once.
    passMs: fc.integer({ min: 0, max: 10 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { clock, wait, arrive, accept } = play();
      for (const { arrivals, passMs } of steps) {
        for (let n = 0; n < arrivals; n += 1) arrive();
        const realMs = accept();
        if (realMs !== undefined) {
          assert.ok(wait.waitedMs() <= realMs, `${wait.waitedMs()} of ${realMs} ms`);
          assert.ok(wait.waitedMs() > realMs - 35, `${wait.waitedMs()} of ${realMs} ms`);
        }
        clock.passMs(passMs);
      }
    }),
  );
});

test('watchAcceptWait() does not look while nobody comes', () => {
  const clock = manualClock();
  let looks = 0;
  const waiting = (): number => {
    looks += 1;
    return 0;
  };
  using wait = watchAcceptWait(clock, 10, { waiting, alwaysBusy: () => true });
  clock.passMs(1_000);
  assert.equal(looks, 0);
  wait.accepted();
  clock.passMs(1_000);
  assert.equal(looks, 1);
});

test('watchAcceptWait() says nothing where the kernel does not tell', () => {
  const clock = manualClock();
  using wait = watchAcceptWait(clock, 10, { waiting: () => undefined, alwaysBusy: () => true });
  for (let n = 0; n < 10; n += 1) {
    wait.accepted();
    clock.passMs(100);
  }
  assert.equal(wait.waitedMs(), 0);
});

test('openDoor() refuses whoever waited for too long in the accept queue, and then nobody', () => {
  const { clock, wait, arrive, accept } = play();
  const door = openDoor(watchLateness(clock, 10), wait, { maxDelayMs: 100 });
  const acceptAndEnter = (): boolean => {
    assert.notEqual(accept(), undefined);
    return door.enter();
  };
  for (let n = 0; n < 24; n += 1) arrive();
  const answers: boolean[] = [];
  for (let n = 0; n < 24; n += 1) {
    answers.push(acceptAndEnter());
    clock.passMs(10);
  }
  assert.ok(answers.slice(0, 11).every(Boolean), 'within the limit');
  assert.ok(!answers.slice(14).some(Boolean), 'above the limit');
  arrive();
  assert.equal(acceptAndEnter(), true, 'after the queue was empty');
});

test('watchAcceptWait() forgets a long wait as soon as nobody comes any more', () => {
  const { clock, wait, arrive, accept } = play();
  for (let n = 0; n < 10; n += 1) arrive();
  for (let n = 0; n < 10; n += 1) {
    accept();
    clock.passMs(10);
  }
  assert.ok(wait.waitedMs() >= 80, `${wait.waitedMs()} ms`);
  clock.passMs(20);
  assert.equal(wait.waitedMs(), 0);
});

test('watchAcceptWait() knows that nobody waited before the event loop had nothing to do', () => {
  const { clock, wait, busy, arrive, accept } = play();
  for (let n = 0; n < 30; n += 1) arrive();
  for (let n = 0; n < 10; n += 1) {
    accept();
    clock.passMs(10);
  }
  assert.ok(wait.waitedMs() >= 80, `${wait.waitedMs()} ms`);
  busy.always = false;
  clock.passMs(10);
  accept();
  assert.equal(wait.waitedMs(), 0);
});
