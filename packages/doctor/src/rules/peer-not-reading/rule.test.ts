import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleService } from '../sample.ts';
import { sender } from '../sender-sample.ts';
import type { SenderSample } from '../sender-sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import type { SocketAt, SocketIn } from '../trail-sample.ts';
import { peerNotReading } from './rule.ts';

const probes = (n: number) => ({ counters: { 'TcpExt.TCPWinProbe': 3 + n } });

const STUCK: SenderSample = {
  rwnd: 1,
  bytesPerSec: 0,
  windows: [0, 0, 0],
  sendQueue: 462_768,
  timer: 'probe',
};

test('peer-not-reading is a certain finding while the window is closed and probed', () => {
  const [finding, ...more] = findingsOf(
    peerNotReading,
    watching({ unsent: [sender(STUCK)] }, probes),
  );
  assert.equal(more.length, 0);
  assert.partialDeepStrictEqual(finding, {
    severity: 'warning',
    confidence: 'certain',
    subject: { kind: 'socket', remote: { address: '10.9.1.2', port: 5_201 } },
  });
  assert.match(finding?.title.en ?? '', /463 KB on 1 connection to 10\.9\.1\.2:5201$/);
});

test('peer-not-reading is a finding for a slow reader whose window varies and is never seen at 0', () => {
  const slow = sender({ rwnd: 0.51, bytesPerSec: 200_000, windows: [19_456, 3_072, 3_072] });
  const [finding] = findingsOf(peerNotReading, watching({ limited: [slow] }, probes));
  assert.equal(finding?.confidence, 'probable');
});

test('peer-not-reading counts a socket once that is watched twice', () => {
  const stuck = sender(STUCK);
  const found = findingsOf(peerNotReading, watching({ unsent: [stuck], limited: [stuck] }, probes));
  assert.equal(found[0]?.subject.kind, 'socket');
});

test('peer-not-reading is a notice for one slow client of many', () => {
  const client: SocketIn = (n) => ({
    ...sender(STUCK)(n),
    local: { address: '10.9.1.1', port: 80 },
  });
  const crowd = (established: number) =>
    watching({ unsent: [client] }, (n) => ({
      ...probes(n),
      services: [sampleService({ established })],
    }));
  assert.equal(findingsOf(peerNotReading, crowd(11))[0]?.severity, 'notice');
  assert.equal(findingsOf(peerNotReading, crowd(10))[0]?.severity, 'warning');
});

test('peer-not-reading shows at most five flows', () => {
  const many = Array.from({ length: 9 }, (_, port): SocketAt => (n) => ({
    ...sender(STUCK, `s${port}`)(n),
    remote: { address: '10.9.1.2', port: 6_000 + port },
  }));
  assert.equal(findingsOf(peerNotReading, watching({ unsent: many }, probes)).length, 5);
});

const lookAlikes: readonly (readonly [string, SenderSample])[] = [
  ['a small receive buffer: the window stands still', { rwnd: 0.8 }],
  ['a share below one half', { ...STUCK, rwnd: 0.49 }],
  ['a flow that is hardly busy', { ...STUCK, busy: 0.09 }],
  ['a healthy bulk transfer', { rwnd: 0.02, windows: [11_500_000, 11_500_000, 11_500_000] }],
  ['a window that grows: autotuning', { rwnd: 0.6, windows: [65_536, 131_072, 262_144] }],
  ['a peer that is gone: probes unanswered', { ...STUCK, info: { probes: 4, segsIn: 20 } }],
  [
    'a peer that vanished with its window open',
    { rwnd: 1, bytesPerSec: 0, windows: [62_464, 62_464, 62_464], info: { segsIn: 20 } },
  ],
  [
    'a peer that vanished with its window nearly closed',
    {
      rwnd: 1,
      bytesPerSec: 0,
      windows: [1_024, 1_024, 1_024],
      timer: 'retransmit',
      info: { segsIn: 20, backoff: 4 },
    },
  ],
  ['an orphan', { ...STUCK, inode: 0 }],
  ['a fast reader at 1 Gbit/s', { rwnd: 0.9, bytesPerSec: 125e6, windows: [900, 90_000, 60_000] }],
];

for (const [name, sample] of lookAlikes) {
  test(`peer-not-reading is healthy for ${name}`, () => {
    const namespace = watching({ unsent: [sender(sample)], limited: [sender(sample)] }, probes);
    assert.equal(judge(peerNotReading, namespace).kind, 'healthy');
  });
}

test('peer-not-reading is a finding from one half of the busy time on', () => {
  const namespace = watching({ unsent: [sender({ ...STUCK, rwnd: 0.5 })] }, probes);
  assert.equal(judge(peerNotReading, namespace).kind, 'finding');
});

test('peer-not-reading is unknown with one look or without tcp_info', () => {
  const namespace = watching({ unsent: [sender(STUCK)] }, probes);
  assert.equal(judge(peerNotReading, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(peerNotReading, without(namespace, 'tcp_info')).kind, 'unknown');
});
