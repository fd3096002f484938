import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { offload } from '../src/offload/mod.ts';
import { fakePool, finishAll, settle } from './offload-fakes.ts';

/** Counts what is taken from it. */
function source(count: number): Readable & { readonly taken: number } {
  let taken = 0;
  const readable = new Readable({
    objectMode: true,
    highWaterMark: 1,
    read() {
      this.push(taken < count ? taken : null);
      taken += 1;
    },
  });
  return Object.defineProperty(readable, 'taken', { get: () => taken }) as never;
}

test('stream() gives results in the order of messages, whatever finishes first', async () => {
  const pool = fakePool();
  const results = source(6).pipe(offload(pool).stream()).toArray();
  for (let n = 0; n < 6; n++) {
    await settle();
    pool.running.at(-1)?.finish(); // the youngest first
    await settle();
    if (n % 2 === 1) pool.running[0]?.finish();
  }
  await settle();
  finishAll(pool);
  assert.deepEqual(await results, [0, 10, 20, 30, 40, 50]);
});

test('stream() gives results as they come, when order does not matter', async () => {
  const pool = fakePool();
  const results = source(2)
    .pipe(offload(pool).stream({ ordered: false }))
    .toArray();
  await settle();
  pool.running[1]?.finish();
  await settle();
  pool.running[0]?.finish();
  assert.deepEqual(await results, [10, 0]);
});

test('stream() stops taking messages while the queue is full, and goes on when there is room', async () => {
  const pool = fakePool();
  const work = offload(pool, { maxQueued: 1 });
  const others = [work.run(100), work.run(101), work.run(102)];
  const messages = source(1_000);
  const stream = messages.pipe(work.stream());
  await settle();
  assert.ok(messages.taken <= 4, `${messages.taken} messages taken`);
  assert.deepEqual([work.counters().pausedStreams, pool.seen], [1, [100, 101]]);
  for (let n = 0; n < 3; n++) {
    pool.running[0]?.finish();
    await settle();
  }
  assert.deepEqual(await Promise.all(others), [1_000, 1_010, 1_020]);
  assert.ok(pool.seen.includes(0));
  stream.destroy();
});

test('stream() stops taking messages while nobody takes its results', async () => {
  const pool = fakePool();
  const work = offload(pool);
  const messages = source(1_000);
  const stream = messages.pipe(work.stream({ inFlight: 2 }));
  for (let n = 0; n < 100; n++) {
    await settle();
    pool.running[0]?.finish();
  }
  assert.ok(pool.seen.length <= 6, `${pool.seen.length} tasks`);
  stream.destroy();
});

test('stream() takes no more of one connection than inFlight', async () => {
  const pool = fakePool();
  pool.options.maxThreads = 50;
  const stream = source(1_000).pipe(offload(pool).stream({ inFlight: 3 }));
  await settle();
  assert.equal(pool.running.length, 3);
  stream.destroy();
});

test('stream() drops what waits when its connection is closed, and lets the next one in', async () => {
  const pool = fakePool();
  const work = offload(pool, { maxQueued: 1 });
  const first = source(1_000).pipe(work.stream({ inFlight: 3 }));
  const second = source(1_000).pipe(work.stream());
  await settle();
  assert.deepEqual(work.counters().pausedStreams, 1);
  first.destroy();
  await settle();
  assert.deepEqual([work.counters().canceled, work.counters().queued], [3, 1]);
  finishAll(pool);
  await settle();
  assert.deepEqual([pool.running.length, work.counters().done], [2, 0]);
  second.destroy();
  assert.equal(work.counters().pausedStreams, 0);
});

test('stream() is destroyed by a task that fails', async () => {
  const pool = fakePool();
  const stream = source(10).pipe(offload(pool).stream());
  await settle();
  pool.running[0]?.fail(new Error('no'));
  const [error] = (await once(stream, 'error')) as [Error];
  assert.equal(error.message, 'no');
});

test('stream() answers in the place of a failed task, when told how', async () => {
  const pool = fakePool();
  const results = source(2)
    .pipe(offload(pool).stream({ onFailure: (error, message) => -message - String(error).length }))
    .toArray();
  await settle();
  pool.running[1]?.fail(new Error('no'));
  pool.running[0]?.finish();
  assert.deepEqual(await results, [0, -1 - 'Error: no'.length]);
});

test('stream() is destroyed by an onFailure that throws', async () => {
  const pool = fakePool();
  const stream = source(10).pipe(
    offload(pool).stream({
      onFailure() {
        throw new Error('neither');
      },
    }),
  );
  await settle();
  pool.running[0]?.fail(new Error('no'));
  const [error] = (await once(stream, 'error')) as [Error];
  assert.equal(error.message, 'neither');
});

test('stream() is destroyed by a result of null, undefined is one like any other', async () => {
  const answers = [undefined, null, 'never told'];
  const run = (task: number): Promise<unknown> => Promise.resolve(answers[task]);
  const told: unknown[] = [];
  const stream = source(3).pipe(offload({ run }, { concurrency: 1 }).stream());
  stream.on('data', (result) => told.push(result));
  const [error] = (await once(stream, 'error')) as [Error];
  assert.match(error.message, /^Cannot answer with null/);
  assert.deepEqual(told, [undefined]);
});

test('stream() works in the context of its own connection, whoever makes room', async () => {
  const pool = fakePool();
  pool.options.maxThreads = 1;
  const work = offload(pool, { maxQueued: 0 });
  const caller = new AsyncLocalStorage<string>();
  const streamOf = (name: string) =>
    caller.run(name, () =>
      Readable.from([1, 2])
        .pipe(work.stream({ onFailure: () => (caller.getStore() === name ? 1 : 0) }))
        .toArray(),
    );
  const results = Promise.all([streamOf('one'), streamOf('two')]);
  for (let n = 0; n < 4; n++) {
    await settle();
    pool.running[0]?.fail(new Error('no'));
  }
  assert.deepEqual(await results, [
    [1, 1],
    [1, 1],
  ]);
});

test('stream() ends with an error when the offload is disposed of', async () => {
  const pool = fakePool();
  const work = offload(pool, { maxQueued: 0 });
  const streams = [1, 2].map(() => source(10).pipe(work.stream()).resume());
  await settle();
  const errors = streams.map(async (stream) => (await once(stream, 'error')) as [Error]);
  work[Symbol.dispose]();
  finishAll(pool);
  for (const [error] of await Promise.all(errors)) assert.match(error.message, /disposed of/);
});

test('stream() refuses to work on no message at a time', () => {
  assert.throws(() => offload(fakePool()).stream({ inFlight: 0 }), RangeError);
});

test('stream() keeps order and bounds, whatever finishes when', async () => {
  const scenario = fc.record({
    maxQueued: fc.integer({ min: 0, max: 4 }),
    inFlight: fc.integer({ min: 1, max: 5 }),
    counts: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }),
    picks: fc.infiniteStream(fc.nat()),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ maxQueued, inFlight, counts, picks }) => {
      const pool = fakePool();
      const work = offload(pool, { maxQueued });
      const all = counts.map((count) => source(count).pipe(work.stream({ inFlight })).toArray());
      const total = counts.reduce((sum, count) => sum + count, 0);
      for (const pick of picks) {
        await settle();
        assert.ok(pool.most <= 2 && work.counters().queued <= maxQueued);
        if (pool.running.length === 0) break;
        pool.running[pick % pool.running.length]?.finish();
      }
      const expected = counts.map((count) => Array.from({ length: count }, (_, n) => n * 10));
      assert.deepEqual(await Promise.all(all), expected);
      assert.deepEqual([work.counters().done, pool.seen.length], [total, total]);
    }),
    { numRuns: 150 },
  );
});
