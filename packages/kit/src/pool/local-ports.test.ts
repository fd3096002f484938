import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countPorts } from './local-ports.ts';

const CASES = [
  ['32768\t60999\n', '\n', 28_232],
  ['32768\t60999\n', '8080\n', 28_232],
  ['32768\t60999\n', '40000,50000-50009\n', 28_221],
  ['32768\t60999\n', '1-32768,60999-65535\n', 28_230],
  ['40000\t40000\n', '', 1],
  ['40000\t40063\n', '1-65535\n', 0],
  ['', '', undefined],
  ['40000\n', '', undefined],
  ['40000\t40063\n', 'all\n', undefined],
  ['40000\t40063\n', '1-2-3\n', undefined],
] as const;

for (const [range, reserved, expected] of CASES) {
  test(`countPorts() of ${JSON.stringify(range)} without ${JSON.stringify(reserved)}`, () => {
    assert.equal(countPorts(range, reserved), expected);
  });
}
