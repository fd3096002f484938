import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Death } from '../src/heartbeat/death.ts';
import { heartbeat } from '../src/heartbeat/heartbeat.ts';
import { fakeClock, fakeLine } from './heartbeat-fakes.ts';

const EVERY_MS = 30;
const DEAD_AFTER_MS = 90;

/** What may happen on a connection, after a pause. */
const step = fc.record({
  afterMs: fc.integer({ min: 0, max: 50 }),
  event: fc.constantFrom('byte', 'nothing', 'stall the send buffer', 'drain it'),
});

interface Played {
  readonly heardAtMs: number;
  readonly endedAtMs: number;
  readonly diedAtMs: number | undefined;
  /** Most pings that waited at once. */
  readonly mostWaiting: number;
}

async function play(steps: readonly { afterMs: number; event: string }[]): Promise<Played> {
  const clock = fakeClock();
  const line = fakeLine();
  const deaths: { readonly death: Death; readonly atMs: number }[] = [];
  const onDead = (death: Death): void => void deaths.push({ death, atMs: clock.nowMs() });
  using _ = heartbeat(line, { clock, everyMs: EVERY_MS, deadAfterMs: DEAD_AFTER_MS, onDead });
  let heardAtMs = clock.nowMs();
  let mostWaiting = 0;
  for (const { afterMs, event } of steps) {
    await clock.advance(afterMs);
    if (deaths.length > 0) break;
    if (event === 'byte') {
      line.received += 1;
      heardAtMs = clock.nowMs();
    }
    if (event === 'stall the send buffer') line.flowing = false;
    if (event === 'drain it') {
      line.flowing = true;
      for (const sent of line.waiting.splice(0)) sent();
    }
    mostWaiting = Math.max(mostWaiting, line.waiting.length);
  }
  assert.ok(deaths.length <= 1);
  return { heardAtMs, endedAtMs: clock.nowMs(), diedAtMs: deaths[0]?.atMs, mostWaiting };
}

test('heartbeat() never calls a peer dead that was heard within the limit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { heardAtMs, diedAtMs } = await play(steps);
      if (diedAtMs !== undefined) assert.ok(diedAtMs - heardAtMs >= DEAD_AFTER_MS);
    }),
    { numRuns: 500 },
  );
});

test('heartbeat() always calls a peer dead within the limit and one interval', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { heardAtMs, endedAtMs, diedAtMs } = await play(steps);
      const silentMs = (diedAtMs ?? endedAtMs) - heardAtMs;
      assert.ok(silentMs <= DEAD_AFTER_MS + EVERY_MS, `${silentMs} ms of silence`);
    }),
    { numRuns: 500 },
  );
});

test('heartbeat() never has more than one ping waiting', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      assert.ok((await play(steps)).mostWaiting <= 1);
    }),
    { numRuns: 300 },
  );
});
