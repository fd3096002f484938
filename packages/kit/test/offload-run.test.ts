import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { Busy, offload } from '../src/offload/mod.ts';
import { fakePool, finishAll, settle } from './offload-fakes.ts';

const idle = {
  running: 0,
  queued: 0,
  pausedStreams: 0,
  done: 0,
  failed: 0,
  canceled: 0,
  refused: 0,
};

/** Room for two that run and two that wait, all taken. */
function full(interrupt = false) {
  const pool = fakePool();
  const work = offload(pool, { maxQueued: 2, interrupt });
  const controllers = [0, 1, 2, 3].map(() => new AbortController());
  const results = controllers.map(({ signal }, task) => work.run(task, { signal }));
  return { pool, work, results, controllers };
}

test('offload() hands over what the pool can run, and lets the rest wait', async () => {
  const { pool, work, results } = full();
  assert.deepEqual(pool.seen, [0, 1]);
  assert.deepEqual(work.counters(), { ...idle, running: 2, queued: 2 });
  for (let n = 0; n < 4; n++) {
    pool.running[0]?.finish();
    await settle();
  }
  assert.deepEqual(await Promise.all(results), [0, 10, 20, 30]);
  assert.deepEqual([pool.seen, pool.most], [[0, 1, 2, 3], 2]);
  assert.deepEqual(work.counters(), { ...idle, done: 4 });
});

test('offload() refuses at once when there is no room, and takes again when there is', async () => {
  const { pool, work } = full();
  await assert.rejects(work.run(4), (error) => {
    assert.ok(error instanceof Busy);
    assert.deepEqual([error.code, error.tasks], ['TCPDOCTOR_BUSY', 4]);
    return true;
  });
  assert.equal(work.counters().refused, 1);
  pool.running[0]?.finish();
  await settle();
  const taken = work.run(4);
  assert.equal(work.counters().queued, 2);
  for (let n = 0; n < 4; n++) {
    pool.running[0]?.finish();
    await settle();
  }
  assert.equal(await taken, 40);
});

test('offload() passes on the error of a task, and goes on', async () => {
  const { pool, work, results } = full();
  pool.running[0]?.fail(new Error('no'));
  await assert.rejects(results[0] ?? Promise.resolve(), /no/);
  await settle();
  assert.deepEqual(pool.seen, [0, 1, 2]);
  assert.deepEqual(work.counters(), { ...idle, running: 2, queued: 1, failed: 1 });
});

test('offload() drops a task that waits when its signal is aborted', async () => {
  const { pool, work, results, controllers } = full();
  controllers[2]?.abort(new Error('not wanted'));
  await assert.rejects(results[2] ?? Promise.resolve(), /not wanted/);
  assert.deepEqual(work.counters(), { ...idle, running: 2, queued: 1, canceled: 1 });
  pool.running[0]?.finish();
  await settle();
  assert.deepEqual(pool.seen, [0, 1, 3]);
});

test('offload() gives up a running task at once, and its place when the pool is done with it', async () => {
  const { pool, work, results, controllers } = full();
  controllers[0]?.abort(new Error('not wanted'));
  await assert.rejects(results[0] ?? Promise.resolve(), /not wanted/);
  assert.deepEqual(work.counters(), { ...idle, running: 2, queued: 2, canceled: 1 });
  pool.running[0]?.finish();
  await settle();
  assert.deepEqual(work.counters(), { ...idle, running: 2, queued: 1, canceled: 1 });
});

test('offload() interrupts a running task, when told so', async () => {
  const { pool, work, results, controllers } = full(true);
  controllers[0]?.abort(new Error('not wanted'));
  await assert.rejects(results[0] ?? Promise.resolve(), /not wanted/);
  await settle();
  assert.deepEqual(pool.seen, [0, 1, 2]);
  assert.deepEqual(work.counters(), { ...idle, running: 2, queued: 1, canceled: 1 });
});

test('offload() does not take a task whose signal has been aborted', async () => {
  const pool = fakePool();
  const work = offload(pool);
  await assert.rejects(
    work.run(1, { signal: AbortSignal.abort(new Error('too late')) }),
    /too late/,
  );
  assert.deepEqual([pool.seen, work.counters()], [[], idle]);
});

test('offload() leaves no listener on a signal', async () => {
  const { pool, results, controllers } = full();
  for (let n = 0; n < 4; n++) {
    pool.running[0]?.finish();
    await settle();
  }
  await Promise.all(results);
  for (const { signal } of controllers) assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('offload() asks the pool in the context of who wants the result, now or later', async () => {
  const pool = fakePool();
  const caller = new AsyncLocalStorage<number>();
  const callers: unknown[] = [];
  const run: typeof pool.run = (task, options) => {
    callers.push(caller.getStore());
    return pool.run(task, options);
  };
  const work = offload({ run }, { concurrency: 1 });
  const results = [0, 1, 2].map((task) => caller.run(task, () => work.run(task)));
  for (let n = 0; n < 3; n++) {
    finishAll(pool);
    await settle();
  }
  await Promise.all(results);
  assert.deepEqual(callers, [0, 1, 2]);
});

test('offload() takes a signal of null for none', async () => {
  const pool = fakePool();
  const result = offload(pool).run(1, { signal: null as never });
  pool.running[0]?.fail(new Error('broken'));
  await assert.rejects(result, /broken/);
});

test('offload() cancels what waits when disposed of, finishes what runs, and takes nothing', async () => {
  const { pool, work, results } = full();
  work[Symbol.dispose]();
  work[Symbol.dispose]();
  await assert.rejects(results[2] ?? Promise.resolve(), /disposed of/);
  await assert.rejects(results[3] ?? Promise.resolve(), /disposed of/);
  await assert.rejects(work.run(5), /disposed of/);
  finishAll(pool);
  assert.deepEqual(await Promise.all(results.slice(0, 2)), [0, 10]);
});

test('offload() needs to know how much a pool can run', () => {
  const run = async (task: number): Promise<number> => task;
  assert.throws(() => offload({ run }), RangeError);
  assert.equal(offload({ run }, { concurrency: 1 }).counters().running, 0);
});

for (const options of [{ concurrency: 0 }, { maxQueued: -1 }, { concurrency: Number.NaN }]) {
  test(`offload() refuses ${JSON.stringify(options)}`, () => {
    assert.throws(() => offload(fakePool(), options), RangeError);
  });
}
