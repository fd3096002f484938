import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { doctorCheckup } from './doctor-checkup.ts';
import { needs } from './needs.ts';
import { renderOutcomes } from './outcome-table.ts';
import { runAll } from './run-all.ts';
import type { Outcome } from './run.ts';
import { SCENARIOS } from './scenarios/catalog.ts';

/** What is asked of the doctor as a whole; `npm run lab:report` shows every single outcome. */
const FEWEST_FAULTS = 30;
const FEWEST_LOOK_ALIKES = 15;
const FIRST_RATIO = 0.95;

/** A scenario waits more than it works: this many at a time keep two CPUs busy and not overloaded. */
const AT_ONCE = 6;

/** Of those that need a CPU to themselves: there are two CPUs. */
const NEEDY_AT_ONCE = 2;

const options = needs('root', 'ip', 'nft', 'tun');
let outcomes: readonly Outcome[] = [];

before(async () => {
  if (options.skip !== undefined) return;
  outcomes = await runAll(SCENARIOS, {
    checkup: doctorCheckup,
    concurrency: AT_ONCE,
    needyAtOnce: NEEDY_AT_ONCE,
  });
});

const faults = () => outcomes.filter(({ scenario }) => scenario.kind === 'fault');
const table = (some: readonly Outcome[]) => `\n${renderOutcomes(some)}`;

test('every scenario could be brought about', options, () => {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  assert.equal(failed.length, 0, table(failed));
});

test('the first finding is right in at least 95 % of the faults', options, () => {
  const missed = faults().filter(({ firstRight }) => !firstRight);
  assert.ok(missed.length <= faults().length * (1 - FIRST_RATIO), table(missed));
});

test('every fault is among the first three findings', options, () => {
  const missed = faults().filter(({ inFirstThree }) => !inFirstThree);
  assert.equal(missed.length, 0, table(missed));
});

test(
  'nothing of warning or worse is found in a twin, nor beyond what a look-alike really is',
  options,
  () => {
    const frightened = outcomes.filter(
      ({ scenario, found }) =>
        scenario.kind !== 'fault' &&
        (['server', 'client'] as const).some((side) =>
          found[side].some(
            ({ rule, severity }) =>
              (severity === 'critical' || severity === 'warning') &&
              !(scenario.expect[side] ?? []).includes(rule),
          ),
        ),
    );
    assert.equal(frightened.length, 0, table(frightened));
  },
);

test('there are at least 30 faults and 15 look-alikes, and every rule with a fault has a twin', () => {
  const of = (kind: string) => SCENARIOS.filter((scenario) => scenario.kind === kind);
  const rules = (kind: string) => new Set(of(kind).map(({ rule }) => rule));
  assert.ok(of('fault').length >= FEWEST_FAULTS, `${of('fault').length} faults`);
  assert.ok(of('look-alike').length >= FEWEST_LOOK_ALIKES);
  const twinned = rules('twin');
  assert.deepEqual(
    [...rules('fault')].filter((rule) => !twinned.has(rule)),
    [],
  );
});
