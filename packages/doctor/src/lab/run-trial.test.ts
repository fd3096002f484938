import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../model/verdict.ts';
import type { LeverOutcome } from './run-trial.ts';
import { complaints } from './run-trial.ts';
import { sampleLever, sampleOutcome, sampleTrial } from './story/sample.ts';
import type { Lever } from './trial.ts';

const RULE = sampleTrial.rule;
const found = (...rules: readonly string[]): readonly Finding[] =>
  rules.map((rule) => ({ rule }) as Finding);
const untreated = (...rules: readonly string[]): LeverOutcome =>
  sampleOutcome(undefined, [2_000], found(...rules));

/** What is said of one lever that ended at `after` ms, from 2,000. */
function said(lever: Lever, after: number, ...rules: readonly string[]): string[] {
  const outcome = sampleOutcome(lever, [after], found(...rules));
  return complaints(sampleTrial, [untreated(RULE), outcome]);
}

const remedy = sampleLever({ effect: { kind: 'better', times: 100 } });
const folklore = sampleLever({ kind: 'folklore', effect: { kind: 'none', within: 1.3 } });
const harm = sampleLever({ kind: 'folklore', effect: { kind: 'worse', times: 2 } });

for (const [name, lines, wanted] of [
  ['a remedy that helps and ends the finding', said(remedy, 20), []],
  [
    'a remedy that helps too little',
    said(remedy, 21),
    ['longer-queue: connectP50 2000 before, 21 after'],
  ],
  [
    'a remedy under which the finding stays',
    said(remedy, 1, RULE),
    [`longer-queue: ${RULE} is still there`],
  ],
  ['folklore without effect', said(folklore, 1_600, RULE), []],
  ['folklore that makes things worse', said(folklore, 9_000, RULE), []],
  [
    'folklore that helps',
    said(folklore, 1_500, RULE),
    ['longer-queue: connectP50 2000 before, 1500 after'],
  ],
  ['folklore that ends the finding', said(folklore, 2_000), [`longer-queue: ${RULE} is gone`]],
  ['harm that shows', said(harm, 4_000, RULE), []],
  [
    'harm that does not show',
    said(harm, 3_900, RULE),
    ['longer-queue: connectP50 2000 before, 3900 after'],
  ],
  ['a state that may stay or go', said({ ...remedy, afterwards: 'either' }, 1, RULE), []],
] as const) {
  test(`complaints() of ${name}`, () => assert.deepEqual(lines, wanted));
}

test('complaints() names a fault that was not found untreated', () => {
  assert.deepEqual(complaints(sampleTrial, [untreated()]), [`untreated: missed ${RULE}`]);
});

test('complaints() of a trial that was not played at all', () => {
  assert.deepEqual(complaints(sampleTrial, []), ['nothing was played']);
});
