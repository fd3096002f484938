import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Guard, GuardId } from './guards.ts';
import { guardsOf } from './guards.ts';
import type { SampleWindow } from './sample.ts';
import { COUNTER, sampleSide } from './sample.ts';

const guards = (before: SampleWindow, after: SampleWindow): Guard[] =>
  guardsOf(sampleSide(before).namespace, sampleSide(after).namespace);

const trend = (id: GuardId, before: SampleWindow, after: SampleWindow): string | undefined =>
  guards(before, after).find((guard) => guard.id === id)?.trend;

const grew = (name: string, by: number, more: Record<string, number> = {}): SampleWindow => ({
  grew: { [name]: by, ...more },
});
const rtts = (ms: number, count = 5): SampleWindow => ({ rttMs: Array(count).fill(ms) });
const BUSY = { 'Tcp.InSegs': 4_000, 'Tcp.OutSegs': 4_000 };
const IDLE = { 'Tcp.InSegs': 5, 'Tcp.OutSegs': 5 };

const CASES = [
  ['retransmissions', grew('Tcp.RetransSegs', 10), grew('Tcp.RetransSegs', 60), 'worse'],
  ['retransmissions', grew('Tcp.RetransSegs', 60), grew('Tcp.RetransSegs', 10), 'better'],
  ['retransmissions', grew('Tcp.RetransSegs', 10), grew('Tcp.RetransSegs', 20), 'same'],
  // the same share of four times the traffic
  ['retransmissions', grew('Tcp.RetransSegs', 20), grew('Tcp.RetransSegs', 80, BUSY), 'same'],
  // beyond noise, and felt by nobody
  [
    'retransmissions',
    grew('Tcp.RetransSegs', 20, { 'Tcp.OutSegs': 100_000 }),
    grew('Tcp.RetransSegs', 90, { 'Tcp.OutSegs': 100_000 }),
    'same',
  ],
  // nobody answers the SYNs: that is no loss
  [
    'retransmissions',
    grew('Tcp.RetransSegs', 0),
    grew('Tcp.RetransSegs', 90, { 'TcpExt.TCPSynRetrans': 90 }),
    'same',
  ],
  ['retransmissions', {}, { grew: { 'TcpExt.TCPSynRetrans': undefined } }, 'unknown'],
  ['retransmissions', {}, { grew: IDLE }, 'unknown'],
  ['resets', grew('Tcp.OutRsts', 0), grew('Tcp.OutRsts', 9), 'same'],
  ['resets', grew('Tcp.OutRsts', 0), grew('Tcp.OutRsts', 10), 'worse'],
  // four times the clients bring four times the resets
  ['resets', grew('Tcp.OutRsts', 20), grew('Tcp.OutRsts', 80, BUSY), 'same'],
  ['resets', grew('Tcp.OutRsts', 20), grew('Tcp.OutRsts', 400, BUSY), 'worse'],
  // as many resets while the traffic has gone elsewhere
  [
    'resets',
    grew('Tcp.OutRsts', 50),
    grew('Tcp.OutRsts', 50, { 'Tcp.InSegs': 50, 'Tcp.OutSegs': 50 }),
    'same',
  ],
  ['resets', grew('Tcp.OutRsts', 20), { looks: 1 }, 'unknown'],
  ['listen drops', {}, grew('TcpExt.ListenDrops', 1_500), 'worse'],
  ['listen drops', grew('TcpExt.ListenDrops', 1_500), {}, 'better'],
  ['listen drops', {}, { grew: { 'TcpExt.ListenDrops': undefined } }, 'unknown'],
  ['time-wait overflow', {}, grew(COUNTER, 150), 'worse'],
  ['latency', rtts(10), rtts(30), 'worse'],
  ['latency', rtts(10), rtts(15), 'same'],
  ['latency', rtts(0.05), rtts(0.4), 'same'],
  ['latency', rtts(10), rtts(30, 4), 'unknown'],
  ['latency', {}, {}, 'unknown'],
] as const satisfies readonly (readonly [GuardId, SampleWindow, SampleWindow, string])[];

for (const [n, [id, before, after, expected]] of CASES.entries()) {
  test(`${id} are ${expected} (${n})`, () => assert.equal(trend(id, before, after), expected));
}

const names = ['Tcp.RetransSegs', 'Tcp.OutRsts', 'TcpExt.ListenDrops', COUNTER, 'Tcp.InSegs'];
const anyWindow: fc.Arbitrary<SampleWindow> = fc
  .record({
    counts: fc.tuple(...names.map(() => fc.nat(2_000))),
    out: fc.nat(4_000),
    rttMs: fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 8 }),
  })
  .map(({ counts, out, rttMs }) => ({
    rttMs,
    grew: {
      ...Object.fromEntries(names.map((name, n) => [name, counts[n]])),
      'Tcp.OutSegs': out,
    },
  }));

const MIRROR = { better: 'worse', worse: 'better', same: 'same', unknown: 'unknown' } as const;

test('swapping before and after swaps better and worse; equal surveys are neither', () => {
  fc.assert(
    fc.property(anyWindow, anyWindow, (a, b) => {
      const there = guards(a, b).map((guard) => MIRROR[guard.trend]);
      assert.deepEqual(
        guards(b, a).map((guard) => guard.trend),
        there,
      );
      for (const { trend: how } of guards(a, a)) assert.ok(how === 'same' || how === 'unknown');
    }),
    { numRuns: 300 },
  );
});
