import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import { sender } from '../sender-sample.ts';
import type { SenderSample } from '../sender-sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import type { SocketAt, SocketIn } from '../trail-sample.ts';
import { nagleDelayedAck } from './rule.ts';

/** Write, write, read: two segments of 10 bytes in 44 ms. */
const chatty =
  (segmentsPerSec = 45, more: SenderSample['info'] = {}, sample: SenderSample = {}): SocketAt =>
  (n) =>
    sender({
      sendQueue: 20,
      timer: 'retransmit',
      ...sample,
      info: {
        notSentBytes: 10,
        unackedSegs: 1,
        dataSegsOut: 10 + n * segmentsPerSec,
        dataSegsIn: 5 + n * (segmentsPerSec / 2),
        rttUs: 21_000,
        minRttUs: 30,
        ...more,
      },
    })(n);

const uncounted: SocketAt = (n) => {
  const socket = chatty()(n);
  if (socket.info === undefined) return socket;
  const { dataSegsIn: _, ...info } = socket.info;
  return { ...socket, info };
};

const judged = (socket: SocketIn) => judge(nagleDelayedAck, watching({ nagle: [socket] })).kind;

test('nagle-delayed-ack is a finding when the same rest of a request waits again and again', () => {
  const [finding] = findingsOf(nagleDelayedAck, watching({ nagle: [chatty()] }));
  assert.partialDeepStrictEqual(finding, { severity: 'warning', confidence: 'probable' });
  assert.ok(finding?.remedies.some((r) => r.command?.includes('TCP_NODELAY')));
});

const cases: readonly (readonly [string, SocketIn, 'finding' | 'healthy'])[] = [
  ['a connection caught twice', (n) => (n === 1 ? undefined : chatty()(n)), 'finding'],
  ['a connection caught once', (n) => (n === 1 ? chatty()(n) : undefined), 'healthy'],
  ['a bulk transfer', chatty(900), 'healthy'],
  ['100 segments a second', chatty(100), 'finding'],
  ['101 segments a second', chatty(101), 'healthy'],
  ['a person who types', chatty(4), 'healthy'],
  ['a long path', chatty(45, { minRttUs: 10_000 }), 'healthy'],
  ['a path just short enough', chatty(45, { minRttUs: 9_999 }), 'finding'],
  ['a closed window', chatty(45, {}, { timer: 'probe' }), 'healthy'],
  ['a window without room', chatty(45, {}, { windows: [20, 20, 20] }), 'healthy'],
  ['a full congestion window', chatty(45, { cwndSegs: 1 }), 'healthy'],
  ['a one-way stream', chatty(45, { dataSegsIn: 5 }), 'healthy'],
  ['a kernel that does not count data segments', uncounted, 'finding'],
  ['a lost segment', (n) => chatty(45, { totalRetransSegs: n })(n), 'healthy'],
];

for (const [name, socket, kind] of cases) {
  test(`nagle-delayed-ack is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

for (const [perSec, kind] of [
  [22, 'finding'],
  [12, 'finding'],
  [11, 'healthy'],
  [0, 'healthy'],
] as const) {
  test(`nagle-delayed-ack is ${kind} when the receiver in the survey delays ${perSec} ACKs a second`, () => {
    const from = watching({ nagle: [chatty()] });
    const look = (n: number) => ({ counters: { 'TcpExt.DelayedACKs': n * perSec } });
    const peer = sampleNamespace([look(0), look(1), look(2)], { id: 2, addresses: ['10.9.1.2'] });
    assert.equal(judge(nagleDelayedAck, from, sampleSurvey([from, peer])).kind, kind);
  });
}

test('nagle-delayed-ack is unknown with one look or without tcp_info', () => {
  const namespace = watching({ nagle: [chatty()] });
  assert.equal(judge(nagleDelayedAck, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(nagleDelayedAck, without(namespace, 'tcp_info')).kind, 'unknown');
});
