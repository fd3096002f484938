import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import { sender } from '../sender-sample.ts';
import type { SenderSample } from '../sender-sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import type { SocketAt, SocketIn } from '../trail-sample.ts';
import { pathLoss } from './rule.ts';

/** Loses this share of 450 KB/s, as measured with cubic at 1 % and 40 ms. */
const lossy =
  (share = 0.0121, more: SenderSample['info'] = {}, sample: SenderSample = {}): SocketAt =>
  (n) => {
    const bytesPerSec = 450_000;
    const info = {
      bytesSent: n * bytesPerSec,
      bytesRetrans: n * bytesPerSec * share,
      totalRetransSegs: 2 + Math.round((n * bytesPerSec * share) / 1_448),
      dataSegsOut: Math.round((n * bytesPerSec) / 1_448),
      rttUs: 51_700,
      minRttUs: 40_100,
      cwndSegs: 4,
      ssthreshSegs: 3,
      ...more,
    };
    return {
      ...sender({ bytesPerSec, sendQueue: 90_000, ...sample, info })(n),
      congestion: 'cubic',
    };
  };

const judged = (socket: SocketIn) => judge(pathLoss, watching({ retransmitting: [socket] })).kind;

test('path-loss is a finding at 1.2 % with a small congestion window and no queue', () => {
  const [finding] = findingsOf(pathLoss, watching({ retransmitting: [lossy()] }));
  assert.partialDeepStrictEqual(finding, { severity: 'warning', confidence: 'probable' });
  assert.ok(
    finding?.remedies.some((r) => r.command === 'sysctl -w net.ipv4.tcp_congestion_control=bbr'),
  );
  assert.deepEqual(
    finding?.remedies.map(({ proof }) => proof?.kind),
    ['looks', 'lab'],
  );
});

test('path-loss does not advise the sysctl where it is bbr and the program asks for another', () => {
  const sysctls = { 'net.ipv4.tcp_congestion_control': 'bbr' };
  const reno: SocketIn = (n) => ({ ...lossy()(n), congestion: 'reno' });
  const [finding] = findingsOf(
    pathLoss,
    watching({ retransmitting: [reno] }, () => ({ sysctls })),
  );
  assert.ok(finding?.remedies.every((remedy) => remedy.command?.includes('sysctl') !== true));
  assert.match(finding?.remedies[1]?.do.en ?? '', /asks for reno itself/);
  assert.equal(finding?.remedies[1]?.at, 'application');
});

test('path-loss does not advise bbr to a flow that has it', () => {
  const bbr: SocketIn = (n) => ({ ...lossy()(n), congestion: 'bbr' });
  const [finding] = findingsOf(pathLoss, watching({ retransmitting: [bbr] }));
  assert.equal(finding?.remedies.length, 1);
  assert.match(finding?.why.en ?? '', /bbr hardly slows down for it/);
});

const cases: readonly (readonly [string, SocketIn, 'finding' | 'healthy'])[] = [
  ['exactly half a percent', lossy(0.005), 'finding'],
  ['less than half a percent', lossy(0.0049), 'healthy'],
  ['a round trip 1.3 times the shortest', lossy(0.02, { rttUs: 52_130 }), 'healthy'],
  ['congestion: a round trip 1.7 times the shortest', lossy(0.0127, { rttUs: 68_000 }), 'healthy'],
  ['a congestion window of 19', lossy(0.02, { cwndSegs: 19 }), 'finding'],
  ['bbr at full speed: a congestion window of 20', lossy(0.0405, { cwndSegs: 20 }), 'healthy'],
  ['probes into a closed window', lossy(0.02, {}, { rwnd: 0.98, windows: [0, 0, 0] }), 'healthy'],
  [
    'a flow held back by the window',
    lossy(0.02, {}, { rwnd: 0.9, windows: [18_000, 18_000, 18_000] }),
    'healthy',
  ],
  ['no progress at all', lossy(0.5, { bytesAcked: 1_000 }), 'healthy'],
];

for (const [name, socket, kind] of cases) {
  test(`path-loss is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

test('path-loss is healthy when the peer reports half of it as received twice', () => {
  // 450 KB/s at 2 % are 12 segments in the two seconds between first and last look.
  assert.equal(
    judged((n) => lossy(0.02, { dsackDups: n * 3 })(n)),
    'healthy',
  );
  assert.equal(
    judged((n) => lossy(0.02, { dsackDups: n * 2 })(n)),
    'finding',
  );
});

test('path-loss is healthy for totals that do not grow', () => {
  assert.equal(
    judged(() => lossy()(2)),
    'healthy',
  );
});

test('path-loss is healthy for two of a few segments', () => {
  const little: SocketIn = (n) =>
    sender({
      bytesPerSec: 20_000,
      info: { bytesRetrans: n * 1_448, totalRetransSegs: n, cwndSegs: 4, bytesSent: n * 20_000 },
    })(n);
  assert.equal(judged(little), 'healthy');
});

test('path-loss is healthy when the receiver in the same survey threw the segments away', () => {
  const from = watching({ retransmitting: [lossy(0.39)] });
  const look = (n: number) => ({ counters: { 'TcpExt.TCPRcvQDrop': n * 100 } });
  const peer = sampleNamespace([look(0), look(1), look(2)], { id: 2, addresses: ['10.9.1.2'] });
  assert.equal(judge(pathLoss, from, sampleSurvey([from, peer])).kind, 'healthy');
  assert.equal(judge(pathLoss, from, sampleSurvey([from])).kind, 'finding');
});

test('path-loss is unknown with one look or without tcp_info', () => {
  const namespace = watching({ retransmitting: [lossy()] });
  assert.equal(judge(pathLoss, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(pathLoss, without(namespace, 'tcp_info')).kind, 'unknown');
});
