import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gone, hole } from '../hang-sample.ts';
import { sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import { findingsOf, judge, oneLook, watching, without } from '../trail-sample.ts';
import type { SocketIn } from '../trail-sample.ts';
import { pmtuBlackhole } from './rule.ts';

const judged = (socket: SocketIn) => judge(pmtuBlackhole, watching({ backoff: [socket] })).kind;

test('pmtu-blackhole is a finding when only full segments hang and the peer was heard until then', () => {
  const [finding] = findingsOf(pmtuBlackhole, watching({ backoff: [hole()] }));
  assert.partialDeepStrictEqual(finding, { severity: 'critical', confidence: 'probable' });
  assert.ok(finding?.remedies.some((r) => r.command === 'sysctl -w net.ipv4.tcp_mtu_probing=1'));
});

test('pmtu-blackhole does not say that nothing came through', () => {
  const why = (bytesAcked: number) =>
    findingsOf(pmtuBlackhole, watching({ backoff: [hole({ bytesAcked })] }))[0]?.why.en ?? '';
  assert.match(why(301), /Before that 301 B in small segments came through/);
  assert.match(why(0), /The small packets of the handshake and of the peer came through/);
});

test('pmtu-blackhole does not advise probing where it is on', () => {
  const sysctls = { 'net.ipv4.tcp_mtu_probing': '1' };
  const [finding] = findingsOf(
    pmtuBlackhole,
    watching({ backoff: [hole()] }, () => ({ sysctls })),
  );
  assert.ok(!finding?.remedies.some((r) => r.command?.includes('tcp_mtu_probing')));
});

test('pmtu-blackhole is a warning for one client of many', () => {
  const client: SocketIn = (n) => ({ ...hole()(n), local: { address: '10.9.1.1', port: 80 } });
  const namespace = watching({ backoff: [client] }, () => ({
    services: [sampleService({ established: 100 })],
  }));
  assert.equal(findingsOf(pmtuBlackhole, namespace)[0]?.severity, 'warning');
});

const talking = (n: number) => ({
  segsIn: 3 + n,
  bytesReceived: n * 100,
  bytesAcked: 5_000_000,
  dataSegsOut: 4_000,
});

/** Events of a hundred bytes: nothing of what waits was ever sent in full segments. */
const smallEvents = (more: Parameters<typeof hole>[0]) =>
  hole({ unackedSegs: 1, lostSegs: 1, bytesAcked: 2_000, dataSegsOut: 24, ...more });

/** 1,000-byte writes: ten segments of 904 bytes on average had passed, then 21 full ones hang, 127 KB in all. */
const FIRST_FULL = { unackedSegs: 21, lostSegs: 21, bytesAcked: 9_041, dataSegsOut: 36 };
const firstFull = (more: Parameters<typeof hole>[0] = {}, sendQueue = 127_424) =>
  hole({ ...FIRST_FULL, notSentBytes: 97_016, ...more }, { sendQueue });

test('pmtu-blackhole is suspected where a young connection stops at its first full segments', () => {
  const [finding] = findingsOf(pmtuBlackhole, watching({ backoff: [firstFull()] }));
  assert.partialDeepStrictEqual(finding, { severity: 'warning', confidence: 'suspected' });
  assert.match(finding?.why.en ?? '', /9 KB in segments of \d+ bytes on average came through/);
  assert.ok(!finding?.not.some((not) => not.rule === 'peer-gone'));
  assert.match(finding?.why.en ?? '', /had it gone at that very moment, it would look the same$/);
});

const cases: readonly (readonly [string, SocketIn, 'finding' | 'healthy'])[] = [
  [
    'a peer that still talks after full segments had passed before',
    (n) => hole(talking(n))(n),
    'finding',
  ],
  [
    'a peer that is gone: full segments had passed before',
    hole({ bytesAcked: 5_000_000, dataSegsOut: 3_500 }),
    'healthy',
  ],
  ['a peer that is gone: little is waiting', gone(), 'healthy'],
  [
    'a peer that is gone: the same, but a longer life',
    firstFull({ bytesAcked: 900_000, dataSegsOut: 1_026 }),
    'healthy',
  ],
  [
    'a peer that is gone: an answer of a full segment and a tail waits, as those before',
    firstFull({ unackedSegs: 2, lostSegs: 2, notSentBytes: 0, dataSegsOut: 17 }, 2_000),
    'healthy',
  ],
  [
    'small events, gathered while they wait to be sent',
    smallEvents({ notSentBytes: 79_900 }),
    'healthy',
  ],
  ['many small segments on their way', smallEvents({ unackedSegs: 700, lostSegs: 700 }), 'healthy'],
  ['one full segment with a short tail', hole({ unackedSegs: 2 }, { sendQueue: 1_458 }), 'finding'],
  [
    'a peer that had been silent for long',
    (n) => hole({ lastAckRecvMs: 600_000 + n * 1_000 })(n),
    'healthy',
  ],
  [
    'a receiver without room that answers each packet with an ACK',
    (n) => hole({ segsIn: 3 + n })(n),
    'healthy',
  ],
  ['a segment size far below the MTU', hole({ sndMssBytes: 1_024 }), 'healthy'],
  ['a path MTU that is small already', hole({ pmtuBytes: 1_280, sndMssBytes: 1_228 }), 'healthy'],
  ['a path MTU just above that', hole({ pmtuBytes: 1_281, sndMssBytes: 1_229 }), 'finding'],
  ['a single repeat', hole({ backoff: 1 }), 'healthy'],
  ['progress', (n) => hole({ bytesAcked: 301 + n })(n), 'healthy'],
  ['a closed window', hole({}, { timer: 'probe' }), 'healthy'],
  ['a handshake', (n) => ({ ...hole()(n), state: 'synSent' }), 'healthy'],
  ['IPv6', hole({ sndMssBytes: 1_428 }, { family: 'ipv6' }), 'finding'],
];

for (const [name, socket, kind] of cases) {
  test(`pmtu-blackhole is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

test('pmtu-blackhole is healthy when the receiver in the same survey threw the segments away', () => {
  const from = watching({ backoff: [hole()] });
  const look = (n: number) => ({ counters: { 'TcpExt.TCPRcvQDrop': n } });
  const peer = sampleNamespace([look(0), look(1), look(2)], { id: 2, addresses: ['10.9.1.2'] });
  assert.equal(judge(pmtuBlackhole, from, sampleSurvey([from, peer])).kind, 'healthy');
});

test('pmtu-blackhole is unknown with one look or without tcp_info', () => {
  const namespace = watching({ backoff: [hole()] });
  assert.equal(judge(pmtuBlackhole, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(pmtuBlackhole, without(namespace, 'tcp_info')).kind, 'unknown');
});
