import assert from 'node:assert/strict';
import { test } from 'node:test';
import { once } from './once.ts';
import { sampleNamespace } from './sample.ts';

test('once() works an answer out once for the same looks, and anew for others', () => {
  let asked = 0;
  const count = once(({ looks }) => {
    asked += 1;
    return looks.length;
  });
  const namespace = sampleNamespace([{}, {}]);
  assert.deepEqual([count(namespace), count({ ...namespace, owners: {} }), asked], [2, 2, 1]);
  assert.deepEqual([count(sampleNamespace([{}])), asked], [1, 2]);
});

test('once() remembers that there is no answer', () => {
  let asked = 0;
  const nothing = once((): undefined => void (asked += 1));
  const namespace = sampleNamespace([{}]);
  assert.deepEqual([nothing(namespace), nothing(namespace), asked], [undefined, undefined, 1]);
});
