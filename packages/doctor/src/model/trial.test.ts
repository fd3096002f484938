import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureText } from './figure-text.ts';
import type { Measure } from './trial.ts';
import { timesBetter } from './trial.ts';

const measure = (better: Measure['better']): Measure => ({
  id: 'm',
  name: { en: 'm', ko: 'm' },
  unit: 'ms',
  better,
});

for (const [better, before, after, times] of [
  ['lower', 100, 10, 10],
  ['lower', 10, 100, 0.1],
  ['lower', 10, 0, Number.POSITIVE_INFINITY],
  ['lower', 0, 10, 0],
  ['lower', 0, 0, 1],
  ['higher', 10, 100, 10],
  ['higher', 0, 100, Number.POSITIVE_INFINITY],
  ['higher', 100, 0, 0],
  ['higher', 0, 0, 1],
] as const) {
  test(`timesBetter() where ${better} is better, from ${before} to ${after}, is ${times}`, () => {
    assert.equal(timesBetter(measure(better), before, after), times);
  });
}

for (const [unit, value, en] of [
  ['ms', 0.21, '0.2 ms'],
  ['ms', 2_043, '2 s'],
  ['s', 940, '16 min'],
  ['Mbit/s', 3.64, '3.6 Mbit/s'],
  ['Mbit/s', 388.2, '388 Mbit/s'],
  ['%', 1.44, '1.4%'],
  ['requests', 270_102, '270,102'],
  ['bytes', 12_500_000, '13 MB'],
] as const) {
  test(`figureText() of ${value} ${unit} is ${en}`, () => {
    assert.equal(figureText(unit, value).en, en);
  });
}
