import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { needs } from '../../doctor/src/lab/needs.ts';
import { until } from '../../doctor/src/lab/until.ts';
import { HEAVY_PORT, LIGHT_PORT, play } from './offload-lab.ts';
import type { Play } from './offload-lab.ts';

/** How long a flood is kept up, s. */
const FLOOD_S = 60;
const inLab = { ...needs('root', 'ip'), timeout: 240_000 };
const MB = 1_000_000;

/** Bytes unread on the light port: the median of fifty looks. */
async function typicallyUnread(one: Play): Promise<number> {
  const looks: number[] = [];
  const look = async (): Promise<boolean> => looks.push(await one.unread(LIGHT_PORT)) === 50;
  await until('fifty looks', look, { deadlineMs: 60_000, everyMs: 100 });
  return looks.toSorted((a, b) => a - b)[25] ?? 0;
}

/** What the server says as soon as its heap is so large. */
const grownTo = (one: Play, bytes: number) =>
  until(
    'the heap to grow',
    async () => {
      const told = await one.server.hear('stands');
      return number(told, 'usedBytes') > bytes && told;
    },
    { deadlineMs: 90_000 },
  );

test(
  'heavy work keeps light requests waiting in the event loop, not with offload',
  inLab,
  async (t) => {
    const load = { connections: 40, bytes: 100 };
    const work = { blockMs: 100, threads: 4 };
    await using without = await play({ server: { ...work, heavy: 'in the loop' }, load });
    await using within = await play({ server: { ...work, heavy: 'with the kit' }, load });
    await Promise.all([without.latency(), within.latency()]); // from here on under load
    const [badQueue, goodQueue] = await Promise.all([
      typicallyUnread(without),
      typicallyUnread(within),
    ]);
    const good = await within.latency();
    const [badFound, goodFound] = await Promise.all([without.check(), within.check()]);
    const bad = await without.latency();
    t.diagnostic(`light requests without: ${JSON.stringify(bad)}, with: ${JSON.stringify(good)}`);
    t.diagnostic(`unread light requests without: ${badQueue}, with: ${goodQueue}`);
    t.diagnostic(`check without: ${badFound.join()}, with: ${goodFound.join()}`);
    assert.ok(bad.p99Ms > 1_000, `${bad.p99Ms} ms without`);
    assert.ok(good.p50Ms < bad.p50Ms / 10, `${good.p50Ms} and ${bad.p50Ms} ms`);
    assert.ok(good.p99Ms < bad.p99Ms / 2, `${good.p99Ms} and ${bad.p99Ms} ms`);
    assert.ok(badQueue >= 20 && goodQueue < badQueue / 5, `${goodQueue} and ${badQueue} unread`);
    assert.notDeepEqual(badFound, []);
    assert.deepEqual(goodFound, []);
  },
);

const number = (facts: Readonly<Record<string, unknown>>, name: string): number =>
  Number(facts[name]);

test(
  'a flood of ten times the capacity fills the heap of a pool, not with offload',
  inLab,
  async (t) => {
    const work = { blockMs: 20, threads: 4 }; // 200 a second
    const load = { connections: 8, bytes: 10_000, perSec: 2_000 };
    await using without = await play({ server: { ...work, heavy: 'on a pool' }, load });
    await using within = await play({ server: { ...work, heavy: 'with the kit' }, load });
    const startMs = performance.now();
    const [badFound, goodFound] = await Promise.all([without.check(), within.check()]);
    t.diagnostic(`check without: ${badFound.join()}, with: ${goodFound.join()}`);
    const bad = await grownTo(without, 120 * MB);
    const badLoad = await without.load.hear('load');
    await without[Symbol.asyncDispose]();
    await within.latency();
    await pass(Math.max(0, startMs + FLOOD_S * 1_000 - performance.now()));
    const good = await within.server.hear('stands');
    const goodLoad = await within.load.hear('load');
    const light = await within.latency();
    const heavyUnread = await within.unread(HEAVY_PORT);
    t.diagnostic(`without, soon: ${JSON.stringify({ ...bad, ...badLoad })}`);
    t.diagnostic(`with, ${FLOOD_S} s: ${JSON.stringify({ ...good, ...goodLoad, heavyUnread })}`);
    t.diagnostic(`light requests with: ${JSON.stringify(light)}`);
    assert.ok(number(goodLoad, 'offered') > 8 * number(goodLoad, 'answered'), 'a flood');
    assert.ok(number(goodLoad, 'answered') > 50 * FLOOD_S, 'work gets done');
    assert.ok(number(good, 'usedBytes') < number(bad, 'usedBytes') / 2, 'the heap is small with');
    assert.ok(number(good, 'peakBytes') < 150 * MB, 'the heap is bounded with');
    assert.ok(number(good, 'queued') <= 32);
    assert.ok(heavyUnread > 100_000, 'the pressure is in TCP');
    assert.ok(light.p50Ms < 50, `${light.p50Ms} ms`);
    // Pressure can be seen in the kernel, and check says so: as it should be where a program limits its rate.
    assert.deepEqual(goodFound, ['receiver-app-slow']);
    // What fills a heap has been read, so the kernel knows nothing of it. A busy machine reads late as well.
    const beyond = badFound.filter((rule) => rule !== 'receiver-app-slow');
    assert.deepEqual(beyond, []);
  },
);
