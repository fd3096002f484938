import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/manual-clock.ts';
import type { KitWarning } from '../warning.ts';
import { keepPortBudget } from './port-budget.ts';

const DB = '10.0.0.1:5432';

function books(ports: number | undefined) {
  const clock = manualClock();
  const warnings: KitWarning[] = [];
  const budget = keepPortBudget(clock, (warning) => warnings.push(warning), ports);
  const open = (count: number): void => {
    for (let n = 0; n < count; n += 1) budget.opened(DB);
  };
  const close = (count: number, byUs: boolean): void => {
    for (let n = 0; n < count; n += 1) budget.closed(DB, byUs);
  };
  return { clock, warnings, budget, open, close };
}

test('keepPortBudget() warns at half the range, and not before', () => {
  const { warnings, open } = books(64);
  open(31);
  assert.equal(warnings.length, 0);
  open(1);
  assert.equal(warnings[0]?.code, 'TCPDOCTOR_PORTS_HALF_USED');
  assert.match(warnings[0]?.message ?? '', /^32 of 64 local ports towards 10\.0\.0\.1:5432/);
  open(30);
  assert.equal(warnings.length, 1, 'once');
});

test('keepPortBudget() counts for a minute what we closed first', () => {
  const { clock, warnings, budget, open, close } = books(64);
  for (let n = 0; n < 31; n += 1) {
    open(1);
    close(1, true);
  }
  assert.deepEqual(budget.uses(), [{ destination: DB, open: 0, timeWait: 31 }]);
  assert.equal(warnings.length, 0);
  open(1);
  assert.equal(warnings.length, 1);
  clock.passMs(60_000);
  assert.deepEqual(budget.uses(), [{ destination: DB, open: 1, timeWait: 0 }]);
  open(31);
  assert.equal(warnings.length, 2, 'again, after it was over');
});

test('keepPortBudget() does not count what the other side closed first', () => {
  const { warnings, budget, open, close } = books(64);
  for (let n = 0; n < 1_000; n += 1) {
    open(1);
    close(1, false);
  }
  assert.deepEqual(budget.uses(), []);
  assert.equal(warnings.length, 0);
});

test('keepPortBudget() keeps destinations apart', () => {
  const { warnings, budget } = books(64);
  for (let n = 0; n < 31; n += 1) {
    for (const host of ['a:1', 'b:1', 'c:1']) budget.opened(host);
  }
  assert.equal(warnings.length, 0);
  assert.equal(budget.uses().length, 3);
});

test('keepPortBudget() counts, and does not warn, where the range is not known', () => {
  const { warnings, budget, open } = books(undefined);
  open(100_000);
  assert.equal(budget.uses()[0]?.open, 100_000);
  assert.equal(warnings.length, 0);
});

test('keepPortBudget() forgets destinations that use no port any more', (t) => {
  const { clock, budget } = books(64);
  const set = t.mock.method(Map.prototype, 'set');
  for (let n = 0; n < 10_000; n += 1) {
    budget.opened(`host-${n}:1`);
    budget.closed(`host-${n}:1`, true);
    clock.passMs(100);
  }
  // Those of the last minute are 600.
  const entries: unknown = set.mock.calls[0]?.this;
  assert.ok(entries instanceof Map);
  assert.ok(entries.size >= 600 && entries.size < 2_000, `${entries.size} destinations`);
});

test('keepPortBudget() keeps its books when whoever is told throws', (t) => {
  const later: (() => void)[] = [];
  t.mock.method(process, 'nextTick', (call: () => void) => later.push(call));
  const budget = keepPortBudget(
    manualClock(),
    () => {
      throw new Error('mine');
    },
    2,
  );
  budget.opened(DB);
  assert.deepEqual(budget.uses(), [{ destination: DB, open: 1, timeWait: 0 }]);
  assert.equal(later.length, 1);
  assert.throws(() => later[0]?.(), /mine/);
});

test('within() stays below half the ports', () => {
  const cases = [
    [28_232, 50, 50],
    [64, 50, 31],
    [65, 50, 32],
    [1, 50, 1],
    [undefined, 50, 50],
  ] as const;
  for (const [ports, wished, expected] of cases) {
    assert.equal(books(ports).budget.within(wished), expected, String(ports));
  }
});
