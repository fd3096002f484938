import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from '../kernel/fake.ts';
import type { FakeTree } from '../kernel/fake-files.ts';
import { ownersOfInodes } from '../kernel/processes.ts';
import { encodeDone } from '../wire/inet-diag-reply.ts';
import { crew } from './crew.ts';
import type { Crew } from './crew.ts';
import type { Helper, Hire } from './helper.ts';
import { foundNamespaces } from './sample-namespaces.ts';
import { share, work } from './share.ts';

const MANY = foundNamespaces(200);
const replies = () => [encodeDone()];
const world = (tree: FakeTree = {}, cpus = 2) =>
  fakeKernel({
    namespaces: Object.fromEntries(MANY.map(({ id }) => [id, { replies }])),
    identity: { cpus },
    ...tree,
  });

/** Hires helpers that work on this thread, `first` come, and notes what they are asked. */
function agency(kernel = world(), more: (helper: Helper) => Partial<Helper> = () => ({})) {
  const log: string[] = [];
  const hire: Hire = (job) => {
    log.push('hired');
    const { look, looked } = share(kernel, job);
    const helper: Helper = {
      look: async () => look(),
      looked: async () => looked(),
      ownersOf: async (inodes, pids) => {
        log.push(`asked ${pids.length} processes`);
        return ownersOfInodes(kernel, inodes, pids);
      },
      [Symbol.dispose]: () => void log.push('ended'),
    };
    return { ...helper, ...more(helper) };
  };
  return { hire, log };
}

test('crew() hires nobody for little work, or where there is nobody to be had', async () => {
  const { hire, log } = agency();
  for (const [found, cpus] of [
    [64, 8],
    [200, 1],
  ] as const) {
    using all = crew(world({}, cpus), work(MANY.slice(0, found)), hire);
    assert.equal(await all.look(), found);
  }
  assert.deepEqual(log, []);
  using refused = crew(world(), work(MANY), () => undefined);
  assert.equal(await refused.look(), MANY.length);
});

test('crew() hires one for every 64 namespaces more, up to four threads', () => {
  const hiredFor = (found: number, cpus: number) => {
    const { hire, log } = agency();
    crew(world({}, cpus), work(foundNamespaces(found)), hire);
    return log.length;
  };
  assert.deepEqual(
    [hiredFor(65, 8), hiredFor(129, 8), hiredFor(10_000, 2), hiredFor(10_000, 64)],
    [1, 2, 1, 3],
  );
});

test('crew() gives back every namespace once, in the order they were found', async () => {
  const { hire, log } = agency();
  const all = crew(world(), work(MANY), hire);
  assert.deepEqual([await all.look(), await all.look()], [MANY.length, MANY.length]);
  const looked = await all.looked();
  assert.deepEqual(
    looked.map(({ survey }) => [survey?.id, survey?.looks.length]),
    MANY.map(({ id }) => [id, 2]),
  );
  all[Symbol.dispose]();
  assert.deepEqual(log, ['hired', 'ended']);
});

test('crew() does without a helper that never began', async () => {
  const { hire } = agency(world(), () => ({ look: () => Promise.reject(new Error('no thread')) }));
  const all = crew(world(), work(MANY), hire);
  assert.equal(await all.look(), MANY.length);
  assert.equal((await all.looked()).length, MANY.length);
});

test('crew() fails with a helper that had begun: what it held would be missing', async () => {
  const { hire } = agency(world(), (helper) => ({
    look: async () => {
      await helper.look();
      throw new Error('broke down');
    },
  }));
  await assert.rejects(crew(world(), work(MANY), hire).look(), /broke down/);
});

test('crew() fails with a helper that breaks down between looks', async () => {
  let looks = 0;
  const { hire } = agency(world(), (helper) => ({
    look: () => (++looks > 1 ? Promise.reject(new Error('broke down')) : helper.look()),
  }));
  const all = crew(world(), work(MANY), hire);
  await all.look();
  await assert.rejects(all.look(), /broke down/);
});

const PIDS = Array.from({ length: 100 }, (_, n) => n + 1);
/** Every process has a socket of its own, and all share one. */
const processes: FakeTree = {
  files: Object.fromEntries(PIDS.map((pid) => [`/proc/${pid}/comm`, `worker-${pid}\n`])),
  links: Object.fromEntries(
    PIDS.flatMap((pid) => [
      [`/proc/${pid}/fd/3`, `socket:[${7_000 + pid}]`],
      [`/proc/${pid}/fd/4`, 'socket:[9999]'],
    ]),
  ),
};

test('crew() finds the same owners with helpers as without, lowest pid first', async () => {
  const { hire, log } = agency(world(processes));
  const inodes = new Set([7_001, 7_050, 9_999, 5]);
  const owners = async (all: Crew) =>
    Object.fromEntries(
      [...(await all.ownersOf(inodes, PIDS)).owners].map(([n, some]) => [
        n,
        some.map(({ pid }) => pid),
      ]),
    );
  const together = await owners(crew(world(processes), work(MANY), hire));
  const alone = await owners(crew(world(processes), work([])));
  assert.deepEqual(together, { 7_001: [1], 7_050: [50], 9_999: PIDS });
  assert.deepEqual(together, alone);
  assert.deepEqual(log, ['hired', 'asked 50 processes']);
});

test('crew() asks few processes on this thread alone', async () => {
  const { hire, log } = agency(world(processes));
  const all = crew(world(processes), work(MANY), hire);
  assert.equal((await all.ownersOf(new Set([7_001]), PIDS.slice(0, 31))).owners.size, 1);
  assert.deepEqual(log, ['hired']);
});
