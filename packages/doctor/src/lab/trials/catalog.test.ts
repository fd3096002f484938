import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../rules/catalog.ts';
import { SCENARIOS } from '../scenarios/catalog.ts';
import type { Trial } from '../trial.ts';
import { TRIALS } from './catalog.ts';

const RULE_IDS = new Set(RULES.map(({ id }) => id));
const kinds = ({ levers }: Trial) => new Set(levers.map(({ kind }) => kind));

test('every trial has a name of its own and a rule that exists', () => {
  const ids = TRIALS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, rule } of TRIALS) assert.ok(RULE_IDS.has(rule), id);
  for (const { id, rule } of TRIALS) {
    const scenario = SCENARIOS.find((one) => one.id === id);
    assert.ok(scenario === undefined || scenario.rule === rule, `${id} is about another rule`);
  }
});

test('every trial has folklore beside its remedies, and levers with names of their own', () => {
  for (const trial of TRIALS) {
    const ids = trial.levers.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, trial.id);
    assert.ok(kinds(trial).has('folklore'), trial.id);
  }
});

test('a lever is judged by a measure of its trial; a remedy must help, folklore must not', () => {
  for (const { id, measures, levers } of TRIALS) {
    for (const { id: lever, kind, effect } of levers) {
      const measured = measures.some((one) => one.id === (effect.measure ?? measures[0].id));
      assert.ok(measured, `${id}/${lever}`);
      assert.equal(effect.kind === 'better', kind === 'remedy', `${id}/${lever}`);
    }
  }
});

test('five rounds where time or throughput counts', () => {
  for (const { id, measures, rounds = 1 } of TRIALS) {
    const [{ unit }] = measures;
    if (unit === 'ms' || unit === 'Mbit/s') assert.ok(rounds >= 5, id);
  }
});

test('a trial that changes the machine says what, needs leave for it, and plays alone', () => {
  const changing = TRIALS.filter(({ machine }) => machine !== undefined);
  assert.ok(changing.length > 0);
  for (const { id, needs = [], alone } of changing) {
    assert.ok(needs.includes('own-machine'), id);
    assert.ok(alone, id);
  }
  for (const { id, needs = [], machine } of TRIALS) {
    assert.equal(needs.includes('own-machine'), machine !== undefined, id);
  }
});
