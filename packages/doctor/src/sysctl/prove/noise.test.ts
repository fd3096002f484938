import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareSizes, compareTallies } from './noise.ts';

for (const [was, is, trend] of [
  [0, 0, 'same'],
  [0, 9, 'same'],
  [0, 10, 'more'],
  [10, 0, 'less'],
  [100, 130, 'same'],
  [100, 160, 'more'],
  [391, 0, 'less'],
  // beyond √n, and still only a burst
  [100_000, 110_000, 'same'],
  [100_000, 130_000, 'more'],
] as const) {
  test(`${was} events and then ${is} are ${trend}`, () => {
    assert.equal(compareTallies({ count: was, over: 3 }, { count: is, over: 3 }), trend);
  });
}

test('a count is held against its window', () => {
  assert.equal(compareTallies({ count: 100, over: 1 }, { count: 300, over: 3 }), 'same');
  assert.equal(compareTallies({ count: 300, over: 1 }, { count: 300, over: 3 }), 'less');
  assert.equal(compareTallies({ count: 5, over: 0 }, { count: 300, over: 0 }), 'same');
});

for (const [was, is, least, trend] of [
  [10, 19, 0, 'same'],
  [10, 20, 0, 'more'],
  [20, 10, 0, 'less'],
  [0.02, 0.9, 1, 'same'],
  [0, 0, 0, 'same'],
] as const) {
  test(`a size of ${was} and then ${is} is ${trend} when ${least} does not matter`, () => {
    assert.equal(compareSizes(was, is, least), trend);
  });
}

const OPPOSITE = { more: 'less', less: 'more', same: 'same' } as const;
const tally = fc.record({ count: fc.nat(100_000), over: fc.integer({ min: 1, max: 100_000 }) });

test('looking from the other side turns every comparison around', () => {
  fc.assert(
    fc.property(tally, tally, (a, b) => {
      assert.equal(compareTallies(a, b), OPPOSITE[compareTallies(b, a)]);
      assert.equal(compareSizes(a.count, b.count, 1), OPPOSITE[compareSizes(b.count, a.count, 1)]);
      assert.equal(compareTallies(a, a), 'same');
    }),
  );
});

/** Numbers from 0 to 1 that are the same in every run: mulberry32. */
function* draws(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

for (const chance of [0.005, 0.05, 0.5]) {
  test(`of 500 pairs of steady windows hardly one differs (${chance * 1_000} events)`, () => {
    const random = draws(7);
    const events = (): number => {
      let count = 0;
      for (let n = 0; n < 1_000; n++) if (random.next().value < chance) count += 1;
      return count;
    };
    const differ = Array.from({ length: 500 }, () =>
      compareTallies({ count: events(), over: 3 }, { count: events(), over: 3 }),
    ).filter((trend) => trend !== 'same');
    assert.ok(differ.length <= 4, `${differ.length} of 500`);
  });
}
