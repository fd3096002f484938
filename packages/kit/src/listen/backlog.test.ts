import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitBacklog } from './backlog.ts';
import type { BacklogWish } from './backlog.ts';

const UNKNOWN = { wanted: 4_096, somaxconn: undefined, effective: undefined, capped: undefined };

const CASES: readonly [name: string, BacklogWish, number | undefined, object][] = [
  ['asks for 4096 of itself', 'auto', 4_096, { wanted: 4_096, effective: 4_096, capped: false }],
  ['tells a small kernel limit', 'auto', 128, { wanted: 4_096, effective: 128, capped: true }],
  ['does not follow a huge limit', 'auto', 65_535, { effective: 4_096, capped: false }],
  ['multiplies', { capacityPerSec: 100, tolerableMs: 500 }, 4_096, { wanted: 50 }],
  ['rounds up', { capacityPerSec: 1, tolerableMs: 1 }, 4_096, { wanted: 1 }],
  ['keeps to a number', 511, 4_096, { wanted: 511, effective: 511, capped: false }],
  ['tells that a number is cut', 1_000, 10, { wanted: 1_000, effective: 10, capped: true }],
  ['cannot tell where nothing is known', 'auto', undefined, UNKNOWN],
];

for (const [name, wish, limit, expected] of CASES) {
  test(`fitBacklog() ${name}`, () => {
    assert.partialDeepStrictEqual(fitBacklog(wish, limit), expected);
  });
}

test('fitBacklog() never promises more than the kernel keeps', () => {
  const numbers = fc.integer({ min: 1, max: 100_000 });
  fc.assert(
    fc.property(numbers, numbers, (wish, limit) => {
      const { effective, capped } = fitBacklog(wish, limit);
      assert.equal(effective, Math.min(wish, limit));
      assert.equal(capped, wish > limit);
    }),
  );
});

const WRONG: readonly BacklogWish[] = [
  0,
  -1,
  1.5,
  Number.NaN,
  2 ** 31,
  { capacityPerSec: 0, tolerableMs: 100 },
  { capacityPerSec: -1, tolerableMs: -500 },
  { capacityPerSec: 1e9, tolerableMs: 60_000 },
  { capacityPerSec: 100, tolerableMs: Number.NaN },
];

for (const wish of WRONG) {
  test(`fitBacklog() refuses ${JSON.stringify(wish)}`, () => {
    assert.throws(() => fitBacklog(wish, 4_096), { name: 'RangeError', message: /^Cannot listen/ });
  });
}
