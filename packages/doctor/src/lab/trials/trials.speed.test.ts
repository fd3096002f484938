/**
 * Every trial, played: remedies help, folklore does not. One round of each kind; `npm run lab:prove`
 * plays them all.
 * @module
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { doctorCheckup } from '../doctor-checkup.ts';
import { leftOut } from '../left-out.ts';
import { needs } from '../needs.ts';
import type { TrialOutcome } from '../run-trial.ts';
import { runTrials } from '../run-trials.ts';
import type { Trial } from '../trial.ts';
import { TRIALS } from './catalog.ts';

/** A trial mostly waits: this many at a time keep two CPUs busy and not overloaded. */
const AT_ONCE = 8;

/** Why a trial is left out here; `undefined`: it is played. */
function lackingFor(trial: Trial): string | undefined {
  const missing = leftOut(trial).map(({ en }) => en);
  return missing.length === 0 ? undefined : `Needs ${missing.join(' and ')}`;
}

const options = needs('root', 'ip', 'nft', 'tun');
const outcomes = new Map<string, TrialOutcome>();

before(async () => {
  if (options.skip !== undefined) return;
  const all = await runTrials(
    TRIALS.filter((trial) => lackingFor(trial) === undefined),
    {
      checkup: doctorCheckup,
      concurrency: AT_ONCE,
      rounds: 1,
    },
  );
  for (const outcome of all) outcomes.set(outcome.trial.id, outcome);
});

for (const trial of TRIALS) {
  const lacking = lackingFor(trial);
  if (lacking === undefined) {
    test(`${trial.id}: each lever does what the trial says`, options, () => {
      assert.deepEqual(outcomes.get(trial.id)?.wrong, []);
    });
  } else {
    test(`${trial.id}: is left out here, and why is said`, options, (t) => {
      t.diagnostic(lacking);
      assert.equal(outcomes.has(trial.id), false);
    });
  }
}
