import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sender } from '../sender-sample.ts';
import type { SenderSample } from '../sender-sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import type { SocketAt, SocketIn } from '../trail-sample.ts';
import { pathCongestion } from './rule.ts';

/** Fills a link of 94 Mbit/s, as measured: 1.27 % sent again, 68 ms instead of 40. */
const full =
  (share = 0.0127, more: SenderSample['info'] = {}, sample: SenderSample = {}): SocketAt =>
  (n) => {
    const bytesPerSec = 11_750_000;
    const info = {
      bytesSent: n * bytesPerSec,
      bytesRetrans: n * bytesPerSec * share,
      totalRetransSegs: Math.round((n * bytesPerSec * share) / 1_448),
      rttUs: 68_000,
      minRttUs: 40_000,
      cwndSegs: 560,
      ...more,
    };
    return sender({
      bytesPerSec,
      sendQueue: 2_700_000,
      windows: [19e6, 19e6, 19e6],
      ...sample,
      info,
    })(n);
  };

const judged = (socket: SocketIn) =>
  judge(pathCongestion, watching({ retransmitting: [socket] })).kind;

test('path-congestion is a finding, and only a notice, for a full link', () => {
  const [finding] = findingsOf(pathCongestion, watching({ retransmitting: [full()] }));
  assert.partialDeepStrictEqual(finding, { severity: 'notice', confidence: 'probable' });
  assert.match(finding?.title.en ?? '', /at 94 Mbit\/s, 28 ms of queue$/);
});

test('path-congestion leaves open why more is lost than the search for the speed explains', () => {
  const [own, more] = [0.02, 0.088].map(
    (share) => findingsOf(pathCongestion, watching({ retransmitting: [full(share)] }))[0],
  );
  assert.match(own?.why.en ?? '', /not a fault of the line$/);
  assert.match(more?.why.en ?? '', /8\.8% is sent again, more than .* the two look alike$/);
  assert.ok(!more?.not.some((not) => not.rule === 'path-loss'));
  assert.match(more?.remedies[0]?.command ?? '', /tc -s qdisc/);
});

const cases: readonly (readonly [string, SocketIn, 'finding' | 'healthy'])[] = [
  ['exactly 0.5 %', full(0.005), 'finding'],
  ['less than 0.5 %', full(0.0049), 'healthy'],
  ['a round trip exactly 1.5 times the shortest', full(0.01, { rttUs: 60_000 }), 'finding'],
  ['a round trip just below 1.5 times', full(0.01, { rttUs: 59_999 }), 'healthy'],
  ['loss without a queue', full(0.02, { rttUs: 41_000 }), 'healthy'],
  ['a queue of less than a millisecond', full(0.01, { rttUs: 1_400, minRttUs: 401 }), 'healthy'],
  ['a flow held back by its send buffer', full(0.01, {}, { sndbuf: 0.8 }), 'healthy'],
  ['a full link without loss', full(0), 'healthy'],
];

for (const [name, socket, kind] of cases) {
  test(`path-congestion is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

test('path-congestion is unknown with one look or without tcp_info', () => {
  const namespace = watching({ retransmitting: [full()] });
  assert.equal(judge(pathCongestion, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(pathCongestion, without(namespace, 'tcp_info')).kind, 'unknown');
});
