import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Link } from './link-wish.ts';
import { netemArgs, netemStats } from './netem.ts';

const CASES: readonly (readonly [name: string, link: Link, args: string])[] = [
  ['nothing', {}, 'limit 100000 delay 0us rate 0bit'],
  ['a delay', { delayMs: 12.5 }, 'limit 100000 delay 12500us rate 0bit'],
  [
    'a rate, with room for the buffer and what is on its way',
    { delayMs: 20, bitsPerSec: 100e6, bufferBytes: 500_000 },
    'limit 500 delay 20000us rate 100000000bit',
  ],
  ['a loss', { lossRatio: 0.01 }, 'limit 100000 delay 0us loss 1% rate 0bit'],
  [
    'a loss that is no round number',
    { lossRatio: 0.07 },
    'limit 100000 delay 0us loss 7% rate 0bit',
  ],
  [
    'a small loss, without exponent',
    { lossRatio: 0.0001 },
    'limit 100000 delay 0us loss 0.01% rate 0bit',
  ],
  [
    'reordering',
    { delayMs: 10, reorderRatio: 0.25 },
    'limit 100000 delay 10000us reorder 25% rate 0bit',
  ],
  ['reordering without a delay', { reorderRatio: 0.25 }, 'limit 100000 delay 0us rate 0bit'],
];

for (const [name, link, args] of CASES) {
  test(`netemArgs() of ${name}`, () => assert.equal(netemArgs(link), args));
}

test('netemArgs() of a buffer of one packet still lets one through', () => {
  const link = { bitsPerSec: 1_000_000, bufferBytes: 1 };
  assert.equal(netemArgs(link), 'limit 1 delay 0us rate 1000000bit');
});

const ARGS = /^limit [1-9]\d* delay \d+us( reorder [\d.]+%)?( loss [\d.]+%)? rate \d+bit$/;

test('netemArgs() of any link is what tc reads', () => {
  fc.assert(
    fc.property(
      fc.record(
        {
          delayMs: fc.integer({ min: 0, max: 10_000 }),
          bitsPerSec: fc.integer({ min: 1_000, max: 10_000_000_000 }),
          bufferBytes: fc.integer({ min: 1_500, max: 1e9 }),
          lossRatio: fc.double({ min: 0, max: 1, noNaN: true }),
          reorderRatio: fc.double({ min: 0, max: 1, noNaN: true }),
        },
        { requiredKeys: [] },
      ),
      (link) => assert.match(netemArgs(link), ARGS),
    ),
  );
});

test('netemStats() counts what was dropped among what was sent', () => {
  const netem = { kind: 'netem', packets: 2_400, drops: 600 };
  const { packets, randomDrops } = netemStats([netem]);
  assert.deepEqual([packets, randomDrops], [3_000, 600]);
});

test('netemStats() of a device without netem counts nothing', () => {
  assert.equal(netemStats([{ kind: 'noqueue', packets: 9, drops: 9 }]).packets, 0);
});
