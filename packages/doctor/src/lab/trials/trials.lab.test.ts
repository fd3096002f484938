/**
 * Every trial, played: remedies help, folklore does not. One round of each kind; `npm run lab:prove`
 * plays them all.
 * @module
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { doctorCheckup } from '../doctor-checkup.ts';
import { needs } from '../needs.ts';
import type { TrialOutcome } from '../run-trial.ts';
import { runTrials } from '../run-trials.ts';
import { TRIALS } from './catalog.ts';

/** A trial mostly waits: this many at a time keep two CPUs busy and not overloaded. */
const AT_ONCE = 8;

const options = needs('root', 'ip', 'nft', 'tun');
const outcomes = new Map<string, TrialOutcome>();

before(async () => {
  if (options.skip !== undefined) return;
  const all = await runTrials(TRIALS, {
    checkup: doctorCheckup,
    concurrency: AT_ONCE,
    rounds: 1,
  });
  for (const outcome of all) outcomes.set(outcome.trial.id, outcome);
});

for (const { id } of TRIALS) {
  test(`${id}: each lever does what the trial says`, options, () => {
    assert.deepEqual(outcomes.get(id)?.wrong, []);
  });
}
