import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sender } from '../sender-sample.ts';
import type { SenderSample } from '../sender-sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import { sendBufferSmall } from './rule.ts';

/** 64 KB of SO_SNDBUF over 40 ms, as measured with cubic and with bbr. */
const SMALL: SenderSample = {
  sndbuf: 0.75,
  bytesPerSec: 3_200_000,
  sendQueue: 125_656,
  sndbufBytes: 131_072,
};
const WITH_BBR: SenderSample = { ...SMALL, sndbuf: 0.25 };

const judged = (sample: SenderSample) =>
  judge(sendBufferSmall, watching({ limited: [sender(sample)] })).kind;

test('send-buffer-small is a finding, and blames SO_SNDBUF below the maximum of the kernel', () => {
  const [finding] = findingsOf(sendBufferSmall, watching({ limited: [sender(SMALL)] }));
  assert.partialDeepStrictEqual(finding, { severity: 'warning', confidence: 'certain' });
  assert.match(finding?.why.en ?? '', /fixed by SO_SNDBUF/);
  assert.equal(finding?.remedies[0]?.at, 'application');
});

test('send-buffer-small blames tcp_wmem at its maximum, and keeps the other two numbers', () => {
  const sysctls = { 'net.ipv4.tcp_wmem': '4096 16384 131072' };
  const namespace = watching({ limited: [sender(SMALL)] }, () => ({ sysctls }));
  const [finding] = findingsOf(sendBufferSmall, namespace);
  assert.match(finding?.why.en ?? '', /the maximum of net\.ipv4\.tcp_wmem/);
  // 32 MB/s over 40.5 ms is 1.3 MB; twice that, in steps of 64 KB.
  assert.equal(finding?.remedies[0]?.command, 'sysctl -w net.ipv4.tcp_wmem="4096 16384 2621440"');
});

test('send-buffer-small never advises less than there is', () => {
  const sysctls = { 'net.ipv4.tcp_wmem': '4096 16384 4194304' };
  const large = { sndbuf: 0.4, bytesPerSec: 1e6, sendQueue: 4_000_000, sndbufBytes: 4_194_304 };
  const namespace = watching({ limited: [sender(large)] }, () => ({ sysctls }));
  assert.match(findingsOf(sendBufferSmall, namespace)[0]?.remedies[0]?.command ?? '', /4194304/);
});

const boundaries: readonly (readonly [string, SenderSample, 'finding' | 'healthy'])[] = [
  ['bbr with the speed as proof', WITH_BBR, 'finding'],
  ['30 % of the time', { ...SMALL, bytesPerSec: 1e6, sndbuf: 0.3 }, 'finding'],
  ['less than 30 % without that proof', { ...SMALL, bytesPerSec: 1e6, sndbuf: 0.29 }, 'healthy'],
  ['less than 15 % with it', { ...SMALL, sndbuf: 0.14 }, 'healthy'],
  ['an application that writes little', { ...SMALL, sendQueue: 0 }, 'healthy'],
  ['a larger share of the window', { ...SMALL, sndbuf: 0.4, rwnd: 0.5 }, 'healthy'],
  ['1 Gbit/s and more', { ...SMALL, bytesPerSec: 125e6 }, 'healthy'],
  ['a healthy transfer', { sndbuf: 0.01 }, 'healthy'],
];

for (const [name, sample, kind] of boundaries) {
  test(`send-buffer-small is ${kind} for ${name}`, () => {
    assert.equal(judged(sample), kind);
  });
}

test('send-buffer-small is healthy while the kernel still enlarges the buffer', () => {
  const growing = (n: number) => sender({ ...SMALL, sndbufBytes: 131_072 * (n + 1) })(n);
  assert.equal(judge(sendBufferSmall, watching({ limited: [growing] })).kind, 'healthy');
});

test('send-buffer-small is unknown with one look or without tcp_info', () => {
  const namespace = watching({ limited: [sender(SMALL)] });
  assert.equal(judge(sendBufferSmall, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(sendBufferSmall, without(namespace, 'tcp_info')).kind, 'unknown');
});

/** What three looks saw of a connection whose clock of the send buffer stands still. */
interface Burst {
  readonly sndbufBytes: number;
  readonly sendQueues: readonly [number, number, number];
  /** The same as the kernel counts it, with the overhead of packets. */
  readonly queued?: readonly [number, number, number];
  readonly notSentBytes?: number;
  readonly cwndSegs: number;
  readonly bytesPerSec: number;
  /** Highest rate of delivery. */
  readonly line: number;
  readonly busy?: number;
  readonly rwnd?: number;
  readonly rttUs?: number;
  readonly minRttUs?: number;
}

/** It is kept for its data unsent: the kernel counts nothing. */
const bursts = ({ sendQueues, queued, line, bytesPerSec, sndbufBytes, ...facts }: Burst) => {
  const { cwndSegs, busy = 1, rwnd = 0, rttUs = 51_000, minRttUs = 40_254 } = facts;
  const info = {
    rttUs,
    minRttUs,
    cwndSegs,
    sndMssBytes: 1_448,
    notSentBytes: facts.notSentBytes ?? 0,
    deliveryRateBytesPerSec: line,
  };
  const at = (n: number): SenderSample => ({
    sendQueue: sendQueues[n] ?? 0,
    ...(queued === undefined ? {} : { queuedBytes: queued[n] ?? 0 }),
    sndbufBytes,
    bytesPerSec,
    busy,
    rwnd,
    info,
  });
  return watching({ unsent: [(n: number) => sender(at(n))(n)] });
};

/** reno, SO_SNDBUF 16 KB, a program that blocks, 40 ms and 100 Mbit/s. */
const RENO: Burst = {
  sndbufBytes: 32_768,
  sendQueues: [65_536, 46_336, 25_800],
  cwndSegs: 259,
  bytesPerSec: 3_500_000,
  line: 9_068_614,
};

test('send-buffer-small is a probable finding where the clock of the kernel stands still', () => {
  const [finding] = findingsOf(sendBufferSmall, bursts(RENO));
  assert.partialDeepStrictEqual(finding, { severity: 'warning', confidence: 'probable' });
  assert.match(
    finding?.why.en ?? '',
    /no room for the program in 3 of 3 looks, while the congestion window/,
  );
});

/** cubic, tcp_wmem of 256 KB, a program with epoll, 80 ms and 100 Mbit/s: nothing is ever faster. */
const EPOLL: Burst = {
  sndbufBytes: 262_144,
  sendQueues: [240_000, 240_000, 209_592],
  queued: [256_640, 256_640, 224_568],
  cwndSegs: 427,
  bytesPerSec: 2_633_648,
  line: 3_197_745,
  rttUs: 88_749,
  minRttUs: 80_717,
};

const uncounted: readonly (readonly [string, Burst, 'finding' | 'healthy'])[] = [
  [
    'cubic with 64 KB',
    {
      sndbufBytes: 131_072,
      sendQueues: [300_168, 332_024, 381_632],
      cwndSegs: 231,
      bytesPerSec: 5_270_000,
      line: 7_184_197,
    },
    'finding',
  ],
  [
    'a line of 20 Mbit/s that is full',
    {
      sndbufBytes: 131_072,
      sendQueues: [107_960, 346_072, 156_384],
      cwndSegs: 265,
      bytesPerSec: 2_220_000,
      line: 2_223_374,
    },
    'healthy',
  ],
  [
    'a program that writes 2 MB/s, and a buffer tuned by the kernel',
    {
      sndbufBytes: 304_128,
      sendQueues: [184_072, 133_392, 100_000],
      cwndSegs: 357,
      bytesPerSec: 2_060_000,
      line: 5_891_455,
    },
    'healthy',
  ],
  [
    'cubic and 1,000 bytes for each write, which fill the buffer with 55 % of data',
    {
      sndbufBytes: 131_072,
      sendQueues: [50_000, 42_000, 72_000],
      queued: [91_600, 76_944, 131_904],
      cwndSegs: 152,
      bytesPerSec: 679_719,
      line: 1_030_024,
      rttUs: 102_326,
      minRttUs: 100_132,
    },
    'finding',
  ],
  ['a program with epoll and a path without a queue', EPOLL, 'finding'],
  ['the same with a queue on the path', { ...EPOLL, rttUs: 96_000 }, 'healthy'],
  ['the same with data unsent', { ...EPOLL, notSentBytes: 20_000 }, 'healthy'],
  ['the same with room in one look', { ...EPOLL, queued: [256_640, 256_640, 170_000] }, 'healthy'],
  ['a program that pauses between writes', { ...RENO, busy: 0.85 }, 'healthy'],
  ['a queue on the path longer than the path', { ...RENO, rttUs: 88_000 }, 'healthy'],
  ['a slow reader as well', { ...RENO, rwnd: 0.11 }, 'healthy'],
  ['a congestion window smaller than the buffer', { ...RENO, cwndSegs: 22 }, 'healthy'],
  [
    'a buffer that is full in one look of three',
    { ...RENO, sendQueues: [65_536, 20_000, 20_000] },
    'healthy',
  ],
];

for (const [name, burst, kind] of uncounted) {
  test(`send-buffer-small without the clock is ${kind} for ${name}`, () => {
    assert.equal(judge(sendBufferSmall, bursts(burst)).kind, kind);
  });
}

test('send-buffer-small is a finding where one look meets an empty queue, as with 64 KB written at once', () => {
  const queues = [0, 19_200, 65_536];
  const trail = (busy: number) => (n: number) =>
    sender({
      busy,
      sndbuf: 0.71,
      bytesPerSec: 750_000,
      sendQueue: queues[n] ?? 0,
      sndbufBytes: 32_768,
    })(n);
  assert.equal(judge(sendBufferSmall, watching({ limited: [trail(0.87)] })).kind, 'finding');
  assert.equal(judge(sendBufferSmall, watching({ limited: [trail(0.5)] })).kind, 'healthy');
});
