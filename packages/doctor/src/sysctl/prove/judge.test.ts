import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { same } from '../../model/text.ts';
import type { Judgement, Outcome } from './judge.ts';
import { judgeRule } from './judge.ts';
import type { SampleWindow } from './sample.ts';
import { COUNTER, RULE, sampleEvents, sampleSide, sampleVerdict } from './sample.ts';

const judge = (before: SampleWindow, after: SampleWindow): Judgement =>
  judgeRule(RULE, sampleSide(before), sampleSide(after));

/** What it says, in a word. */
const word = ({ outcome, doubt }: Judgement): string => doubt?.kind ?? outcome;

const UNKNOWN: SampleWindow = { verdict: { kind: 'unknown', because: same('no permission') } };
const LITTLE = { 'Tcp.InSegs': 100, 'Tcp.OutSegs': 100 };
const MUCH = { 'Tcp.InSegs': 5_000, 'Tcp.OutSegs': 5_000 };
const NONE = { 'Tcp.InSegs': 0, 'Tcp.OutSegs': 0 };

const filled = (value: number, max: number): SampleWindow => ({
  verdict: sampleVerdict(
    { value, unit: 'ports', source: 'sock_diag idiag_sport' },
    { label: same('ports'), value, max },
  ),
});
const took = (value: number): SampleWindow => ({
  verdict: sampleVerdict({ value, unit: 'ms', source: 'tcpi_last_data_recv' }),
});
const asked = (value: number): SampleWindow => ({
  verdict: sampleVerdict({ value, unit: 'setting', source: 'net.core.somaxconn' }),
});

const CASES = [
  ['the finding is gone', sampleEvents(150), sampleEvents(0), 'better'],
  ['it is there, with a fifth of the events', sampleEvents(150), sampleEvents(30), 'better'],
  ['it is as it was', sampleEvents(150), sampleEvents(149), 'same'],
  ['it is within noise', sampleEvents(150), sampleEvents(120), 'same'],
  ['it is much more', sampleEvents(150), sampleEvents(400), 'worse'],
  ['it has come', sampleEvents(0), sampleEvents(150), 'worse'],
  ['3 events have gone', sampleEvents(3), sampleEvents(0), 'few events'],
  ['3 events have come', sampleEvents(0), sampleEvents(3), 'few events'],
  ['it was never there', sampleEvents(0), sampleEvents(0), 'not there'],
  ['nobody could tell before', UNKNOWN, sampleEvents(0), 'unknown'],
  ['nobody can tell after', sampleEvents(150), UNKNOWN, 'unknown'],
  ['the traffic has gone too', sampleEvents(150), { grew: NONE }, 'little traffic'],
  ['most of the traffic has gone too', sampleEvents(150), { grew: LITTLE }, 'little traffic'],
  ['there is far more traffic', sampleEvents(150), { grew: MUCH }, 'better'],
  ['it came with the traffic', { grew: LITTLE }, sampleEvents(150), 'little traffic'],
  [
    'nothing moves at all',
    { ...filled(9, 10), grew: NONE },
    { ...filled(9, 10), grew: NONE },
    'little traffic',
  ],
  ['all of a larger range is in use', filled(28_000, 28_232), filled(50_000, 50_200), 'same'],
  ['a larger range has room', filled(28_000, 28_232), filled(30_000, 60_000), 'better'],
  ['few places were taken, and the rule is content', filled(3, 4), {}, 'better'],
  ['it takes a little less time', took(2_000), took(1_500), 'same'],
  ['it takes a tenth of the time', took(2_000), took(200), 'better'],
  ['it rests on a setting', asked(128), asked(4_096), 'not comparable'],
  ['it rests on something else', sampleEvents(150), filled(9, 10), 'not comparable'],
] as const satisfies readonly (readonly [string, SampleWindow, SampleWindow, string])[];

for (const [name, before, after, expected] of CASES) {
  test(`${expected}: ${name}`, () => assert.equal(word(judge(before, after)), expected));
}

test('a namespace or a rule that was not asked is no improvement', () => {
  const there = sampleSide(sampleEvents(150));
  assert.equal(word(judgeRule(RULE, there, undefined)), 'not asked');
  assert.equal(word(judgeRule(RULE, undefined, there)), 'not asked');
  assert.equal(word(judgeRule('another-rule', there, there)), 'not asked');
});

test('a single look shows no improvement', () => {
  const once = judge({ ...sampleEvents(150), looks: 1 }, { ...sampleEvents(0), looks: 1 });
  assert.equal(once.outcome, 'cannot tell');
});

test('windows of different length are compared by rate', () => {
  const double = { 'Tcp.InSegs': 2_000, 'Tcp.OutSegs': 2_000 };
  const longer = sampleEvents(300, { seconds: 6, grew: double });
  assert.equal(judge(sampleEvents(150), longer).outcome, 'same');
});

test('the numbers of a finding that is gone come from counters and settings', () => {
  const { rows } = judge(sampleEvents(150), sampleEvents(0));
  assert.partialDeepStrictEqual(rows, [{ source: COUNTER, before: 150, after: 0 }]);
  const settings = judge(asked(128), { sysctls: { 'net.core.somaxconn': '4096' } });
  assert.partialDeepStrictEqual(settings.rows, [{ before: 128, after: 4_096 }]);
});

test('a running total in a source does not make it another one', () => {
  const drops = (value: number, now: number): SampleWindow => ({
    verdict: sampleVerdict({ value, source: `sock_diag sk_drops, now ${now}` }),
  });
  const { rows } = judge(drops(66, 66), drops(45, 203));
  assert.partialDeepStrictEqual(rows, [{ before: 66, after: 45 }]);
  assert.equal(rows.length, 1);
});

const anyWindow: fc.Arbitrary<SampleWindow> = fc.oneof(
  fc
    .record({ count: fc.nat(500), segments: fc.nat(3_000), seconds: fc.constantFrom(1, 3) })
    .map(({ count, segments, seconds }) =>
      sampleEvents(count, {
        seconds,
        grew: { 'Tcp.InSegs': segments, 'Tcp.OutSegs': segments },
      }),
    ),
  fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 1_000 })).map(([n, max]) => filled(n, max)),
  fc.nat(5_000).map(took),
  fc.nat(5_000).map(asked),
  fc.constant(UNKNOWN),
);

const MIRROR: Readonly<Record<Outcome, Outcome>> = {
  better: 'worse',
  worse: 'better',
  same: 'same',
  'cannot tell': 'cannot tell',
};

test('swapping before and after swaps better and worse', () => {
  fc.assert(
    fc.property(anyWindow, anyWindow, (a, b) => {
      assert.equal(judge(b, a).outcome, MIRROR[judge(a, b).outcome]);
    }),
    { numRuns: 500 },
  );
});

test('equal surveys are never better and never worse', () => {
  fc.assert(
    fc.property(anyWindow, (a) => {
      assert.ok(['same', 'cannot tell'].includes(judge(a, a).outcome));
    }),
  );
});
