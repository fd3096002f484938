import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { best } from './best.ts';

test('best() keeps the highest, highest first, and counts all', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 })),
      fc.integer({ min: 1, max: 8 }),
      (scores, most) => {
        const kept = best<number>(most);
        for (const score of scores) kept.offer(score, () => score);
        assert.equal(kept.total, scores.length);
        assert.deepEqual(kept.items(), scores.toSorted((a, b) => b - a).slice(0, most));
      },
    ),
  );
});

test('best() keeps the first to come among equals, so that two looks keep the same', () => {
  const kept = best<string>(2);
  for (const name of ['a', 'b', 'c']) kept.offer(1, () => name);
  assert.deepEqual(kept.items(), ['a', 'b']);
});

test('best() makes only what it keeps', () => {
  const kept = best<number>(1);
  let made = 0;
  for (const score of [5, 1, 2, 3]) kept.offer(score, () => ++made);
  assert.equal(made, 1);
});
