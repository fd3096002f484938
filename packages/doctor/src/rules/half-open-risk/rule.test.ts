import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SocketFacts } from '../../model/socket.ts';
import {
  findingsOf,
  grouping,
  inboundGroup,
  judge,
  oneLook,
  socketWith,
  without,
} from '../trail-sample.ts';
import { halfOpenRisk } from './rule.ts';

const HOUR_MS = 3_600_000;

const silent = (n: number, more: Partial<Omit<SocketFacts, 'info'>> = {}, ms = 2 * HOUR_MS) =>
  socketWith(more, { lastDataRecvMs: ms + n * 1_000, lastDataSentMs: ms + n * 1_000 });

const judged = (socket: (n: number) => SocketFacts) =>
  judge(
    halfOpenRisk,
    grouping('silent', (n) => [inboundGroup([socket(n)])]),
  ).kind;

test('half-open-risk is a finding, never more than a suspicion, for silent connections', () => {
  const group = (n: number) =>
    inboundGroup([silent(n), silent(n, { cookie: 'b' })], { count: 40, owned: 40 });
  const [finding] = findingsOf(
    halfOpenRisk,
    grouping('silent', (n) => [group(n)]),
  );
  assert.partialDeepStrictEqual(finding, {
    severity: 'notice',
    confidence: 'suspected',
    subject: { kind: 'sockets', count: 40, localPort: 80 },
  });
  assert.match(finding?.title.en ?? '', /^40 idle connections on port 80/);
});

const cases: readonly (readonly [string, (n: number) => SocketFacts, 'finding' | 'healthy'])[] = [
  ['an hour of silence', (n) => silent(n, {}, HOUR_MS), 'finding'],
  ['less than an hour', (n) => silent(n, {}, HOUR_MS - 60_000), 'healthy'],
  ['a keepalive timer', (n) => silent(n, { timer: 'keepalive' }), 'healthy'],
  ['a local peer', (n) => silent(n, { remote: { address: '127.0.0.1', port: 40_000 } }), 'healthy'],
  [
    'a peer at an address of this namespace',
    (n) => silent(n, { remote: { address: '10.9.1.1', port: 1 } }),
    'healthy',
  ],
  ['another connection in each look', (n) => silent(n, { cookie: `c${n}` }), 'healthy'],
];

for (const [name, socket, kind] of cases) {
  test(`half-open-risk is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

test('half-open-risk is unknown with one look or without tcp_info', () => {
  const namespace = grouping('silent', (n) => [inboundGroup([silent(n)])]);
  assert.equal(judge(halfOpenRisk, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(halfOpenRisk, without(namespace, 'tcp_info')).kind, 'unknown');
});
