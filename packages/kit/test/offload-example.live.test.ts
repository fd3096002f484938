import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../doctor/src/lab/until.ts';
import { startExample } from './heartbeat-example.ts';

test('the worker service answers what it can, refuses the rest, and stays quick', async () => {
  await using example = await startExample('worker-service/server.ts', {
    THREADS: '1',
    MAX_QUEUED: '3',
    PATIENCE_MS: '60000', // a busy machine
  });
  const url = `http://127.0.0.1:${example.port}`;
  const hash = (body: string): Promise<Response> => fetch(`${url}/hash`, { method: 'POST', body });
  const [one, again] = await Promise.all([hash('a'), hash('a')]);
  assert.deepEqual([one.status, again.status], [200, 200]);
  const digits = await one.text();
  assert.match(digits, /^[0-9a-f]{64}\n$/);
  assert.equal(await again.text(), digits);
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => hash(`password ${n}`)));
  const count = (status: number): number => answers.filter((one) => one.status === status).length;
  assert.ok(count(200) >= 4 && count(503) >= 1 && count(200) + count(503) === 40, `${count(200)}`);
  const refused = answers.find(({ status }) => status === 503);
  assert.equal(refused?.headers.get('retry-after'), '1');
  const counters = (await (await fetch(url)).json()) as { readonly refused: number };
  assert.equal(counters.refused, count(503));
  assert.equal(await example.terminate(), 0);
});

test('the worker service answers what has been taken before it ends', async () => {
  await using example = await startExample('worker-service/server.ts', {
    THREADS: '1',
    PATIENCE_MS: '60000', // a busy machine
  });
  const url = `http://127.0.0.1:${example.port}`;
  const asked = Array.from({ length: 10 }, (_, n) =>
    fetch(`${url}/hash`, { method: 'POST', body: `password ${n}` }),
  );
  const areTaken = async (): Promise<boolean> => {
    const told = (await (await fetch(url)).json()) as Record<'done' | 'running' | 'queued', number>;
    return told.queued > 0 && told.done + told.running + told.queued === asked.length;
  };
  await until('all to be taken', areTaken, { everyMs: 1 });
  const ended = example.terminate();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.equal(await ended, 0);
});
