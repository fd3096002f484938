import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connections, flowFacts, flowsOf } from './flow.ts';
import { held } from './looks.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { sender } from './sender-sample.ts';
import { watching } from './trail-sample.ts';

/** 64 connections kept of so many; the first few of them are in trouble. */
function told(total: number, inTrouble: number): string {
  const sockets = Array.from({ length: 64 }, (_, n) => sender({}, `s${n}`));
  const namespace = watching({ unsent: sockets });
  const more = (look: Snapshot): Snapshot => ({
    ...look,
    kept: { ...look.kept, unsent: { ...look.kept.unsent, total } },
  });
  const [head, ...rest] = namespace.looks;
  const crowded = { ...namespace, looks: [more(head), ...rest.map(more)] } as typeof namespace;
  const [flow] = flowsOf(crowded, held(crowded, 'unsent').slice(0, inTrouble));
  assert.ok(flow !== undefined);
  return connections(flowFacts(crowded, flow)).en;
}

test('connections() says "at least" where a look had more in that state than it keeps', () => {
  assert.equal(told(200, 64), 'at least 64 connections');
  assert.equal(told(64, 64), '64 connections');
});

test('connections() is exact where those left out are no worse than many that are well', () => {
  assert.equal(told(200, 1), '1 connection');
  assert.equal(told(200, 31), '31 connections');
  assert.equal(told(200, 32), 'at least 32 connections');
});

test('connections() counts in Korean as well', () => {
  const where = { en: '', ko: '' };
  assert.equal(connections({ count: 64, isPart: true, where }).ko, '64개 이상');
  assert.equal(connections({ count: 1, where }).ko, '1개');
});
