import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Readable } from 'node:stream';
import { Piscina } from 'piscina';
import { until } from '../../doctor/src/lab/until.ts';
import { offload } from '../src/offload/mod.ts';
import type { Heavy } from './offload-lab-worker.ts';

const filename = new URL('offload-lab-worker.ts', import.meta.url).href;

const openPool = (): Piscina<Heavy, number> =>
  new Piscina<Heavy, number>({ filename, minThreads: 2, maxThreads: 2 });

test('offload() runs on a Piscina, as many at a time as it has threads', async () => {
  await using pool = openPool();
  using work = offload(pool);
  const messages = ['', 'a', 'bb', 'ccc', 'dddd', 'eeeee'].map((message) => ({
    blockMs: message.length % 2 === 0 ? 60 : 5,
    message,
  }));
  const results = await Readable.from(messages).pipe(work.stream()).toArray();
  assert.deepEqual(results, [0, 1, 2, 3, 4, 5]);
  assert.equal(await work.run({ blockMs: 0, message: 'four' }), 4);
  assert.deepEqual([work.counters().done, pool.queueSize], [7, 0]);
});

for (const [name, idleTimeout, threads] of [
  ['is kept', 60_000, [2, 2, 2]],
  ['is ended and started anew, as is the default of piscina', 0, [2, 3, 4]],
] as const) {
  test(`a thread that idles a moment ${name}`, async () => {
    const bounds = { minThreads: 1, maxThreads: 2, idleTimeout };
    await using pool = new Piscina<Heavy, number>({ filename, ...bounds });
    let started = 0;
    pool.on('workerCreate', () => (started += 1));
    using work = offload(pool);
    const kept = idleTimeout === 0 ? 1 : 2;
    for (const count of threads) {
      const pair = [1, 2].map(() => work.run({ blockMs: 100, message: '' }));
      await Promise.all(pair);
      await until('idle threads to end', () => pool.threads.length === kept);
      assert.equal(started, count);
    }
  });
}

test('offload() lets a running task be finished, or interrupts it when told so', async () => {
  for (const interrupt of [false, true]) {
    await using pool = openPool();
    using work = offload(pool, { interrupt });
    const gone = new AbortController();
    const task = work.run({ blockMs: 400, message: '' }, { signal: gone.signal });
    await until('the task to run', () => work.counters().running === 1);
    const sinceMs = performance.now();
    gone.abort();
    await assert.rejects(task, { name: 'AbortError' });
    await until('its place to be free', () => work.counters().running === 0);
    const tookMs = performance.now() - sinceMs;
    if (!interrupt) assert.ok(tookMs > 200, `${tookMs} ms`);
    assert.equal(work.counters().canceled, 1);
    assert.equal(await work.run({ blockMs: 0, message: 'on' }), 2);
  }
});
