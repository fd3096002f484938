import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf, makeMemoryGroup, memoryGroups } from './memory-group.ts';
import { lackingSentence, needs } from './needs.ts';
import { sweep } from './registry.ts';
import { openStage } from './stage.ts';

const NEEDS = needs('root', 'ip');
const lacking = lackingSentence('memory-group');
/** No process has this number: it is above the highest that the kernel gives. */
const NOBODY = 99_999_999;

test('a memory group is there while its stage is, and gone with it', NEEDS, async (t) => {
  // Not every machine has control groups of version 1, and no run is to fail for that.
  if (lacking !== undefined) return t.diagnostic(lacking);
  const stage = await openStage({ family: 'ipv4' });
  const name = groupOf(stage.id);
  const group = stage.memoryGroup();
  group.limit(4_000_000);
  group.add((await stage.actor('server')).pid);
  assert.ok(memoryGroups().includes(name));
  sweep();
  assert.ok(memoryGroups().includes(name), 'its owner lives');
  await stage[Symbol.asyncDispose]();
  assert.ok(!memoryGroups().includes(name));
});

test('the memory group of an owner that was killed is swept', NEEDS, (t) => {
  if (lacking !== undefined) return t.diagnostic(lacking);
  const name = groupOf(`${NOBODY}xtest`);
  makeMemoryGroup(name);
  sweep();
  assert.ok(!memoryGroups().includes(name));
});
