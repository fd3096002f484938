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
