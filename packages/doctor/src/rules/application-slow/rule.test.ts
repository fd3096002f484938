import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SocketFacts, TcpInfo } from '../../model/socket.ts';
import {
  findingsOf,
  grouping,
  inboundGroup,
  judge,
  oneLook,
  socketWith,
  without,
} from '../trail-sample.ts';
import { applicationSlow } from './rule.ts';

const asked = (
  n: number,
  ms = 1_500,
  info: Partial<TcpInfo> = {},
  more: Partial<Omit<SocketFacts, 'info'>> = {},
) =>
  socketWith(more, {
    lastDataRecvMs: ms + n * 1_000,
    lastDataSentMs: 60_000,
    dataSegsIn: 1,
    dataSegsOut: 0,
    ...info,
  });

const judged = (socket: (n: number) => SocketFacts) =>
  judge(
    applicationSlow,
    grouping('computing', (n) => [inboundGroup([socket(n)])]),
  ).kind;

test('application-slow is a finding, a notice, for a request that is worked on', () => {
  const [finding] = findingsOf(
    applicationSlow,
    grouping('computing', (n) => [inboundGroup([asked(n)], { count: 3, owned: 3 })]),
  );
  assert.partialDeepStrictEqual(finding, {
    severity: 'notice',
    confidence: 'suspected',
    subject: { kind: 'sockets', count: 3, localPort: 80 },
  });
  assert.match(finding?.title.en ?? '', /3 requests on port 80 for up to 3\.5 s: TCP is idle$/);
});

const cases: readonly (readonly [string, (n: number) => SocketFacts, 'finding' | 'healthy'])[] = [
  [
    'the hundredth request of a keep-alive connection',
    (n) => asked(n, 1_500, { dataSegsIn: 100, dataSegsOut: 99 }),
    'finding',
  ],
  [
    'telemetry that only comes in',
    (n) => asked(n, 1_500, { dataSegsIn: 100, dataSegsOut: 0 }),
    'healthy',
  ],
  ['a request nobody has read', (n) => asked(n, 1_500, {}, { recvQueue: 100 }), 'healthy'],
  ['an answer on its way', (n) => asked(n, 1_500, {}, { sendQueue: 100 }), 'healthy'],
  ['a silence of more than a minute', (n) => asked(n, 58_001), 'healthy'],
  ['a silence of just a minute', (n) => asked(n, 58_000), 'finding'],
  ['another connection in each look', (n) => asked(n, 1_500, {}, { cookie: `c${n}` }), 'healthy'],
];

for (const [name, socket, kind] of cases) {
  test(`application-slow is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

test('application-slow is unknown with one look or without tcp_info', () => {
  const namespace = grouping('computing', (n) => [inboundGroup([asked(n)])]);
  assert.equal(judge(applicationSlow, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(applicationSlow, without(namespace, 'tcp_info')).kind, 'unknown');
});
