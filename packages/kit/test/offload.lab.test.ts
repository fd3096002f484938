import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { needs } from '../../doctor/src/lab/needs.ts';
import { until } from '../../doctor/src/lab/until.ts';
import { HEAVY_PORT, LIGHT_PORT, play } from './offload-lab.ts';
import type { Play } from './offload-lab.ts';

/** How long a flood is kept up, s. The proof at length: OFFLOAD_FLOOD_S=60. */
const FLOOD_S = Number(process.env['OFFLOAD_FLOOD_S'] ?? 10);
/** How long a heap without a bound is let grow, ms. */
const WITHOUT_MS = 6_000;
const inLab = { ...needs('root', 'ip'), timeout: 60_000 + FLOOD_S * 2_000 };
const MB = 1_000_000;

/** Most bytes unread on the light port, looked at for a while. */
async function mostUnread(one: Play, forMs: number): Promise<number> {
  let most = 0;
  const endMs = performance.now() + forMs;
  await until(
    'the time to pass',
    async () => {
      most = Math.max(most, await one.unread(LIGHT_PORT));
      return performance.now() >= endMs;
    },
    { deadlineMs: forMs + 5_000, everyMs: 100 },
  );
  return most;
}

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
      mostUnread(without, 5_000),
      mostUnread(within, 5_000),
    ]);
    const good = await within.latency();
    const [badFound, goodFound] = await Promise.all([without.check(), within.check()]);
    const bad = await without.latency();
    t.diagnostic(`light requests without: ${JSON.stringify(bad)}, with: ${JSON.stringify(good)}`);
    t.diagnostic(`unread light requests without: ${badQueue}, with: ${goodQueue}`);
    t.diagnostic(`check without: ${badFound.join()}, with: ${goodFound.join()}`);
    assert.ok(bad.p99Ms > 1_000, `${bad.p99Ms} ms without`);
    assert.ok(good.p99Ms < bad.p99Ms / 10, `${good.p99Ms} ms with`);
    assert.ok(badQueue >= 50 && goodQueue < badQueue / 5);
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
    await pass(WITHOUT_MS);
    const bad = await without.server.hear('stands');
    const badLoad = await without.load.hear('load');
    await without[Symbol.asyncDispose]();
    await within.latency();
    await pass(Math.max(0, FLOOD_S * 1_000 - WITHOUT_MS));
    const good = await within.server.hear('stands');
    const goodLoad = await within.load.hear('load');
    const light = await within.latency();
    const heavyUnread = await within.unread(HEAVY_PORT);
    t.diagnostic(`without, ${WITHOUT_MS / 1_000} s: ${JSON.stringify({ ...bad, ...badLoad })}`);
    t.diagnostic(`with, ${FLOOD_S} s: ${JSON.stringify({ ...good, ...goodLoad, heavyUnread })}`);
    t.diagnostic(`light requests with: ${JSON.stringify(light)}`);
    assert.ok(number(goodLoad, 'offered') > 8 * number(goodLoad, 'answered'), 'a flood');
    assert.ok(number(goodLoad, 'answered') > 50 * FLOOD_S, 'work gets done');
    assert.ok(number(bad, 'usedBytes') > 120 * MB, 'the heap grows without');
    assert.ok(number(good, 'usedBytes') < number(bad, 'usedBytes') / 2, 'the heap is small with');
    assert.ok(number(good, 'peakBytes') < 150 * MB, 'the heap is bounded with');
    assert.ok(number(good, 'queued') <= 32);
    assert.ok(heavyUnread > 100_000, 'the pressure is in TCP');
    assert.ok(light.p50Ms < 50, `${light.p50Ms} ms`);
  },
);
