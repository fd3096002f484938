import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gone, hole } from '../hang-sample.ts';
import { sampleOwner } from '../sample.ts';
import { sender } from '../sender-sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import type { SocketAt, SocketIn } from '../trail-sample.ts';
import { givesUpAfterMs, peerGone } from './rule.ts';

const judged = (socket: SocketIn) => judge(peerGone, watching({ backoff: [socket] })).kind;

test('peer-gone is a finding for unacknowledged data and silence', () => {
  const owners = { 9_000: [sampleOwner()] };
  const [finding] = findingsOf(
    peerGone,
    watching({ backoff: [gone()] }, () => ({}), { owners }),
  );
  assert.partialDeepStrictEqual(finding, { severity: 'warning', confidence: 'probable' });
  assert.match(
    finding?.title.en ?? '',
    /^The peer does not answer: 1 connection to 10\.9\.1\.2:5201 waits/,
  );
  assert.ok(finding?.remedies.some((r) => r.command === 'sysctl -w net.ipv4.tcp_retries2=8'));
  assert.ok(finding?.doesNotHelp.some((f) => f.what.includes('SO_KEEPALIVE')));
});

test('peer-gone does not advise fewer retries where there are few', () => {
  const sysctls = { 'net.ipv4.tcp_retries2': '8' };
  const [finding] = findingsOf(
    peerGone,
    watching({ backoff: [gone()] }, () => ({ sysctls })),
  );
  assert.ok(!finding?.remedies.some((r) => r.command?.includes('tcp_retries2')));
});

/** Vanished while its window was closed: its probes stay unanswered. */
const vanished =
  (probes: number, segsIn = 20): SocketAt =>
  (n) =>
    sender({
      rwnd: 1,
      bytesPerSec: 0,
      windows: [0, 0, 0],
      timer: 'probe',
      info: { probes, segsIn: segsIn === 20 ? 20 : 20 + n, lastAckRecvMs: 5_000 + n * 1_000 },
    })(n);

test('peer-gone is a finding when three window probes are unanswered', () => {
  assert.equal(judge(peerGone, watching({ unsent: [vanished(3)] })).kind, 'finding');
});

test('peer-gone is healthy for a peer that answers the probes, or has missed two', () => {
  assert.equal(judge(peerGone, watching({ unsent: [vanished(3, 21)] })).kind, 'healthy');
  assert.equal(judge(peerGone, watching({ unsent: [vanished(2)] })).kind, 'healthy');
});

const cases: readonly (readonly [string, SocketIn, 'finding' | 'healthy'])[] = [
  [
    'full segments that passed before',
    hole({ bytesAcked: 5_000_000, dataSegsOut: 3_500 }),
    'finding',
  ],
  [
    'small events, more of them waiting to be sent than a segment holds',
    hole({ unackedSegs: 1, lostSegs: 1, notSentBytes: 79_900 }),
    'finding',
  ],
  ['two repeats only', gone({ backoff: 2 }), 'healthy'],
  ['a path MTU black hole', hole(), 'healthy'],
  ['a segment that came in', (n) => gone({ segsIn: 3 + n })(n), 'healthy'],
  ['heavy loss with progress', (n) => gone({ bytesAcked: 5_000_000 + n })(n), 'healthy'],
  ['a handshake: connect-blackhole', (n) => ({ ...gone()(n), state: 'synSent' }), 'healthy'],
  ['an orphan', gone({}, { inode: 0 }), 'healthy'],
  [
    'a keepalive timer on an idle connection',
    (n) => ({ ...gone({ unackedSegs: 0 })(n), timer: 'keepalive', sendQueue: 0 }),
    'healthy',
  ],
  ['IPv6', gone({}, { family: 'ipv6' }), 'finding'],
];

for (const [name, socket, kind] of cases) {
  test(`peer-gone is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

test('peer-gone is healthy for a connection that its server has not taken in: accept-reset-race', () => {
  const among = (challenges: number, bytesAcked: number) =>
    judge(
      peerGone,
      watching({ backoff: [gone({ bytesAcked, dataSegsOut: 5 })] }, (n) => ({
        counters: { 'TcpExt.TCPSYNChallenge': 2 + n * challenges },
      })),
    ).kind;
  assert.equal(among(3, 1), 'healthy');
  assert.equal(among(3, 2), 'finding');
  assert.equal(among(0, 1), 'finding');
});

test('givesUpAfterMs() is the documented least time', () => {
  assert.equal(givesUpAfterMs(15), 924_600);
  assert.equal(givesUpAfterMs(8), 102_200);
  assert.equal(givesUpAfterMs(5), 12_600);
});

test('peer-gone is unknown with one look or without tcp_info', () => {
  const namespace = watching({ backoff: [gone()] });
  assert.equal(judge(peerGone, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(peerGone, without(namespace, 'tcp_info')).kind, 'unknown');
});
