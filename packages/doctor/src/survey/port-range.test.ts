import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePortRange } from './port-range.ts';

test('parsePortRange() reads both ends', () => {
  assert.deepEqual(parsePortRange('32768\t60999\n'), { low: 32_768, high: 60_999 });
});

for (const text of [undefined, '', 'a b', '1']) {
  test(`parsePortRange() takes every port when the range is ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parsePortRange(text), { low: 1, high: 65_535 });
  });
}
