import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sender } from '../sender-sample.ts';
import type { SenderSample } from '../sender-sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import { receiveBufferSmall } from './rule.ts';

/** 64 KB of SO_RCVBUF over 40 ms with bbr, as measured: 16 Mbit/s, 35 % of the time held back. */
const SMALL: SenderSample = { rwnd: 0.35 };

const judged = (sample: SenderSample) =>
  judge(receiveBufferSmall, watching({ limited: [sender(sample)] })).kind;

test('receive-buffer-small is a finding when window / round trip is the speed', () => {
  const [finding] = findingsOf(receiveBufferSmall, watching({ limited: [sender(SMALL)] }));
  assert.partialDeepStrictEqual(finding, {
    severity: 'warning',
    confidence: 'certain',
    subject: { kind: 'socket', remote: { port: 5_201 } },
  });
  assert.equal(
    finding?.title.en,
    "The peer's receive buffer keeps 1 connection to 10.9.1.2:5201 down to 16 Mbit/s",
  );
});

test('receive-buffer-small advises twice the bytes in flight at ten times the speed', () => {
  const [finding] = findingsOf(receiveBufferSmall, watching({ limited: [sender(SMALL)] }));
  const kernel = finding?.remedies.find((remedy) => remedy.at === 'kernel');
  // 20 MB/s over 40.5 ms is 810 KB; twice that, in steps of 64 KB.
  assert.match(kernel?.command ?? '', /at least 1638400;/);
  assert.match(
    kernel?.do.en ?? '',
    /160 Mbit\/s over a round trip of 41 ms needs 810 KB in flight/,
  );
});

test('receive-buffer-small names missing window scaling as the cause', () => {
  const unscaled = {
    ...SMALL,
    bytesPerSec: 1_600_000,
    windows: [65_535, 65_535, 65_535],
    info: { options: 3 },
  } as const;
  const [finding] = findingsOf(receiveBufferSmall, watching({ limited: [sender(unscaled)] }));
  assert.match(finding?.why.en ?? '', /^Window scaling was not agreed on/);
  assert.match(finding?.remedies[0]?.command ?? '', /tcp_window_scaling=1/);
});

test('receive-buffer-small is a notice above 100 Mbit/s', () => {
  const fast = { rwnd: 0.8, bytesPerSec: 20e6, windows: [810_000, 810_000, 810_000] } as const;
  const [finding] = findingsOf(receiveBufferSmall, watching({ limited: [sender(fast)] }));
  assert.equal(finding?.severity, 'notice');
});

/** 100 Mbit/s and 40 ms with a window of 860 KB, as measured. */
const fullLine = (rttUs: number): SenderSample => ({
  rwnd: 0.9,
  bytesPerSec: 12e6,
  windows: [858_752, 858_752, 858_752],
  info: { rttUs, minRttUs: 40_425 },
});

const boundaries: readonly (readonly [string, SenderSample, 'finding' | 'healthy'])[] = [
  ['a fifth of the time with the speed as proof', { rwnd: 0.2 }, 'finding'],
  ['less than a fifth', { rwnd: 0.19 }, 'healthy'],
  ['a window that closes in one look', { rwnd: 0.9, windows: [80_480, 0, 80_480] }, 'healthy'],
  [
    'a window that varies by more than a quarter',
    { rwnd: 0.9, windows: [80_000, 101_000, 80_000] },
    'healthy',
  ],
  ['a speed far above window / round trip', { rwnd: 0.9, bytesPerSec: 9e6 }, 'healthy'],
  ['1 Gbit/s and more', { rwnd: 0.9, bytesPerSec: 125e6, windows: [5e6, 5e6, 5e6] }, 'healthy'],
  ['a larger share of the send buffer', { rwnd: 0.4, sndbuf: 0.5 }, 'healthy'],
  ['a healthy transfer', { rwnd: 0.02, windows: [19e6, 19e6, 19e6] }, 'healthy'],
  ['a line that the window fills, with a queue on it', fullLine(71_000), 'healthy'],
  ['the same with a short queue, as on a loaded machine', fullLine(48_100), 'healthy'],
  ['the same with hardly a queue', fullLine(45_300), 'finding'],
  ['a flow busy for less than a tenth of the time', { rwnd: 0.9, busy: 0.09 }, 'healthy'],
];

for (const [name, sample, kind] of boundaries) {
  test(`receive-buffer-small is ${kind} for ${name}`, () => {
    assert.equal(judged(sample), kind);
  });
}

test('receive-buffer-small is unknown with one look or without tcp_info', () => {
  const namespace = watching({ limited: [sender(SMALL)] });
  assert.equal(judge(receiveBufferSmall, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(receiveBufferSmall, without(namespace, 'tcp_info')).kind, 'unknown');
});
