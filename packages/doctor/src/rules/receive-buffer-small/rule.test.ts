import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sender } from '../sender-sample.ts';
import type { SenderSample } from '../sender-sample.ts';
import { peerNotReading } from '../peer-not-reading/rule.ts';
import { sampleSurvey } from '../sample.ts';
import { findingsOf, judge, oneLook, socketWith, watching, without } from '../trail-sample.ts';
import type { SocketAt } from '../trail-sample.ts';
import { receiveBufferSmall } from './rule.ts';

/** 64 KB of SO_RCVBUF over 40 ms with bbr, as measured: 16 Mbit/s, 35 % of the time held back. */
const SMALL: SenderSample = { rwnd: 0.35 };

const judged = (sample: SenderSample) =>
  judge(receiveBufferSmall, watching({ limited: [sender(sample)] })).kind;

test('receive-buffer-small is a finding when window / round trip is the speed', () => {
  const [finding] = findingsOf(receiveBufferSmall, watching({ limited: [sender(SMALL)] }));
  assert.partialDeepStrictEqual(finding, {
    severity: 'warning',
    confidence: 'probable',
    subject: { kind: 'socket', remote: { port: 5_201 } },
  });
  assert.equal(
    finding?.title.en,
    "The peer's receive window keeps 1 connection to 10.9.1.2:5201 down to 16 Mbit/s",
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

/** 4,000 bytes every 5 ms over 40 ms: the window moves by three segments. */
const READS_SLOWLY = {
  rwnd: 0.45,
  bytesPerSec: 610_000,
  windows: [32_768, 30_720, 34_816],
  info: { rttUs: 46_800 },
} as const;

/** The same connection where it is received. */
const receiving = (recvQueue: number): SocketAt => {
  const memory = { rmemBytes: recvQueue * 1.7, rcvbufBytes: 131_072, wmemBytes: 0 };
  return () =>
    socketWith({
      local: { address: '10.9.1.2', port: 5_201 },
      remote: { address: '10.9.1.1', port: 41_000 },
      recvQueue,
      memory: { ...memory, sndbufBytes: 87_040, drops: 0 },
    });
};

const both = (recvQueue: number) => {
  const from = watching({ limited: [sender(READS_SLOWLY)], unsent: [sender(READS_SLOWLY)] });
  const more = { id: 2, addresses: ['10.9.1.2'] };
  const peer = watching({ unread: [receiving(recvQueue)] }, () => ({}), more);
  return [from, sampleSurvey([from, peer])] as const;
};

test('receive-buffer-small is suspected, and names both causes, where the window moves by segments', () => {
  const namespace = watching({ limited: [sender(READS_SLOWLY)] });
  const [finding] = findingsOf(receiveBufferSmall, namespace);
  assert.partialDeepStrictEqual(finding, { severity: 'notice', confidence: 'suspected' });
  assert.match(finding?.why.en ?? '', /reads at just this rate .* or the buffer is small/);
  assert.ok(!finding?.not.some((not) => not.rule === 'peer-not-reading'));
});

test('receive-buffer-small is healthy where the same peer hardly reads another connection', () => {
  const shut = sender({ rwnd: 0.9, windows: [20_000, 9_000, 14_000] }, 'shut');
  const moving = watching({ limited: [sender(READS_SLOWLY), shut] });
  assert.equal(judge(receiveBufferSmall, moving).kind, 'healthy');
  const fixed = watching({ limited: [sender(SMALL), shut] });
  assert.equal(judge(receiveBufferSmall, fixed).kind, 'finding');
});

test('receive-buffer-small looks at the receiver first', () => {
  for (const sample of [SMALL, READS_SLOWLY]) {
    const [finding] = findingsOf(receiveBufferSmall, watching({ limited: [sender(sample)] }));
    assert.match(finding?.remedies[0]?.command ?? '', /^ss -tinm 'sport = :5201'/);
  }
});

test('receive-buffer-small leaves it to peer-not-reading where the other end is seen to lie unread', () => {
  const [slow, slowSurvey] = both(55_000);
  assert.equal(judge(receiveBufferSmall, slow, slowSurvey).kind, 'healthy');
  const [finding] = findingsOf(peerNotReading, slow, slowSurvey);
  assert.equal(finding?.confidence, 'certain');
  assert.match(
    finding?.not.map((not) => not.because.en).join() ?? '',
    /at the other end leaves 55 KB unread/,
  );
  const [fast, fastSurvey] = both(1_448);
  assert.equal(judge(receiveBufferSmall, fast, fastSurvey).kind, 'finding');
  assert.equal(judge(peerNotReading, fast, fastSurvey).kind, 'healthy');
});

test('receive-buffer-small is certain where a window without scaling is whole', () => {
  const whole = { ...SMALL, bytesPerSec: 1_600_000, windows: [65_535, 65_535, 65_535] } as const;
  const at = (windows: SenderSample['windows'] & {}) =>
    findingsOf(
      receiveBufferSmall,
      watching({ limited: [sender({ ...whole, windows, info: { options: 3 } })] }),
    )[0]?.confidence;
  assert.equal(at([65_535, 65_535, 65_535]), 'certain');
  assert.equal(at([50_000, 50_000, 50_000]), 'probable');
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
