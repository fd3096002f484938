import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SCENARIOS } from '../src/lab/scenarios/catalog.ts';

const RULES = new URL('../src/rules/', import.meta.url);
const NAMED = /(?:provenBy: |PROVEN_BY = )'([^']+)'/g;

/** Every scenario that a rule's source names as the proof of a remedy, and where. */
const named = globSync('**/*.ts', { cwd: RULES, exclude: ['**/*.test.ts'] }).flatMap((path) =>
  Array.from(readFileSync(new URL(path, RULES), 'utf8').matchAll(NAMED), ([, id = '']) => ({
    path,
    id,
  })),
);

test('a remedy names as its proof only a fault that the lab brings about', () => {
  const faults = new Set(SCENARIOS.filter(({ kind }) => kind === 'fault').map(({ id }) => id));
  assert.ok(named.length > 10, 'the scan finds the names');
  assert.deepEqual(
    named.filter(({ id }) => !faults.has(id)),
    [],
  );
});
