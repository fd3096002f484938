import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBigintJson, encodeBigintJson, withinBounds } from './capture-json.ts';

const key = fc.oneof(fc.string(), fc.constantFrom('$bigint', '$$bigint', '$', 'a'));
const { value } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  ),
  value: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.record({ $bigint: fc.constantFrom('1', 'x', 2) }, { noNullPrototype: true }),
  ),
}));

test('decodeBigintJson() brings back what encodeBigintJson() was given, whatever the keys', () => {
  fc.assert(
    fc.property(value, (given) => {
      assert.deepEqual(decodeBigintJson(encodeBigintJson(given)), given);
    }),
  );
});

test('withinBounds() lets pass what is inside, and strings whatever they hold', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.equal(withinBounds(bytes('[[1,2],{"a":"[[[[[[[["}]'), { depth: 2, parts: 10 }), true);
  assert.equal(withinBounds(bytes('["\\"[[[[["]'), { depth: 1, parts: 10 }), true);
  assert.equal(withinBounds(bytes('[[[1]]]'), { depth: 2, parts: 10 }), false);
  assert.equal(withinBounds(bytes('[1,2,3,4,5]'), { depth: 2, parts: 4 }), false);
});
