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
import { finWait2Held, HELD_MS, WAITING_MS } from './rule.ts';

const half = (n: number, ms = 2 * HELD_MS, more: Partial<Omit<SocketFacts, 'info'>> = {}) =>
  socketWith({ state: 'finWait2', ...more }, { lastAckRecvMs: ms - 2_000 + n * 1_000 });

const judged = (socket: (n: number) => SocketFacts) =>
  judge(
    finWait2Held,
    grouping('finWait2', (n) => [inboundGroup([socket(n)])]),
  ).kind;

test('fin-wait2-held is a finding for sockets that a process holds', () => {
  const [finding] = findingsOf(
    finWait2Held,
    grouping('finWait2', (n) => [inboundGroup([half(n)], { count: 5, owned: 5 })]),
  );
  assert.partialDeepStrictEqual(finding, { severity: 'notice', confidence: 'certain' });
  assert.ok(finding?.doesNotHelp.some((f) => f.what === 'net.ipv4.tcp_fin_timeout'));
});

for (const [owned, falling, severity] of [
  [99, false, 'notice'],
  [100, false, 'warning'],
  [100, true, 'notice'],
] as const) {
  test(`fin-wait2-held is a finding, a ${severity}, for ${owned} ${falling ? 'and falling' : 'of them'}`, () => {
    const count = (n: number) => owned + (falling ? 10 * (2 - n) : 0);
    const namespace = grouping('finWait2', (n) => [
      inboundGroup([half(n)], { count: count(n), owned: count(n) }),
    ]);
    assert.equal(findingsOf(finWait2Held, namespace)[0]?.severity, severity);
  });
}

test('fin-wait2-held is a finding, suspected only, before a minute has passed', () => {
  const confidence = (ms: number) =>
    findingsOf(
      finWait2Held,
      grouping('finWait2', (n) => [inboundGroup([half(n, ms)])]),
    )[0]?.confidence;
  assert.equal(confidence(HELD_MS - 1), 'suspected');
  assert.equal(confidence(HELD_MS), 'certain');
});

const cases: readonly (readonly [string, (n: number) => SocketFacts, 'finding' | 'healthy'])[] = [
  ['ten seconds without a word', (n) => half(n, WAITING_MS), 'finding'],
  ['less than ten seconds', (n) => half(n, WAITING_MS - 1), 'healthy'],
  [
    'an orphan with its timer',
    (n) => half(n, 2 * HELD_MS, { inode: 0, timer: 'timeWait' }),
    'healthy',
  ],
  ['another socket in each look', (n) => half(n, 2 * HELD_MS, { cookie: `c${n}` }), 'healthy'],
];

for (const [name, socket, kind] of cases) {
  test(`fin-wait2-held is ${kind} for ${name}`, () => assert.equal(judged(socket), kind));
}

test('fin-wait2-held is unknown with one look or without tcp_info', () => {
  const namespace = grouping('finWait2', (n) => [inboundGroup([half(n)])]);
  assert.equal(judge(finWait2Held, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(finWait2Held, without(namespace, 'tcp_info')).kind, 'unknown');
});
