import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SocketFacts } from '../../model/socket.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { sampleSurvey } from '../sample.ts';
import {
  findingsOf,
  grouping,
  inboundGroup,
  judge,
  oneLook,
  socketWith,
  without,
} from '../trail-sample.ts';
import { orphans } from './rule.ts';

const orphan = (more: Partial<Omit<SocketFacts, 'info'>> = {}) =>
  socketWith({ state: 'finWait1', inode: 0, sendQueue: 9_000, timer: 'probe', ...more });

const sockstat = (hostOrphans: number) => ({
  inUse: 2,
  timeWait: 0,
  hostOrphans,
  hostAllocated: 40,
  hostMemPages: 400,
});

const world = (
  count: number | ((n: number) => number),
  socket: (n: number) => SocketFacts = () => orphan(),
  hostOrphans = 51,
): NamespaceSurvey =>
  grouping(
    'orphan',
    (n) => {
      const now = typeof count === 'number' ? count : count(n);
      return now === 0 ? [] : [inboundGroup([socket(n)], { count: now, owned: 0 })];
    },
    () => ({ sockstat: sockstat(hostOrphans) }),
  );

const limited = (namespace: NamespaceSurvey, maxOrphans = 1_000) =>
  sampleSurvey([namespace], { hostLooks: [{ atMs: 0, maxOrphans }] });

test('orphans is a finding, a notice, for 30 that deliver nothing', () => {
  const namespace = world(30);
  const [finding, ...more] = findingsOf(orphans, namespace, limited(namespace));
  assert.equal(more.length, 0);
  assert.partialDeepStrictEqual(finding, {
    severity: 'notice',
    confidence: 'probable',
    subject: { kind: 'sockets', count: 30, localPort: 80 },
    bar: { value: 51, max: 1_000 },
  });
  assert.match(finding?.why.en ?? '', /alive and keep the window closed/);
});

test('orphans is a finding, a warning, from half of the limit of the machine on', () => {
  const severity = (hostOrphans: number) => {
    const namespace = world(30, () => orphan(), hostOrphans);
    return findingsOf(orphans, namespace, limited(namespace))[0]?.severity;
  };
  assert.equal(severity(499), 'notice');
  assert.equal(severity(500), 'warning');
});

test('orphans is a finding, a warning, when they grow by the hundred', () => {
  const namespace = world((n) => 30 + n * 50);
  assert.equal(findingsOf(orphans, namespace, limited(namespace))[0]?.severity, 'warning');
});

test('orphans is a finding about the host when others have most of them', () => {
  const namespace = world(0, () => orphan(), 600);
  assert.deepEqual(findingsOf(orphans, namespace, limited(namespace))[0]?.subject, {
    kind: 'host',
  });
  const container = { ...namespace, isHost: false };
  assert.equal(judge(orphans, container, limited(container)).kind, 'healthy');
});

const cases: readonly (readonly [string, NamespaceSurvey, 'finding' | 'healthy'])[] = [
  ['five', world(5), 'finding'],
  ['four: daily life', world(4), 'healthy'],
  ['a queue that shrinks', world(30, (n) => orphan({ sendQueue: 9_000 - n })), 'healthy'],
  ['nothing left to send', world(30, () => orphan({ sendQueue: 0 })), 'healthy'],
  ['others in each look', world(30, (n) => orphan({ cookie: `c${n}` })), 'healthy'],
  ['a process that owns them', world(30, () => orphan({ inode: 9 })), 'healthy'],
];

for (const [name, namespace, kind] of cases) {
  test(`orphans is ${kind} for ${name}`, () => {
    assert.equal(judge(orphans, namespace, limited(namespace)).kind, kind);
  });
}

test('orphans is unknown with one look, or without sockets or sockstat', () => {
  const namespace = world(30);
  assert.equal(judge(orphans, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(orphans, without(namespace, 'sockets')).kind, 'unknown');
  assert.equal(judge(orphans, without(namespace, 'sockstat')).kind, 'unknown');
});

test('orphans is healthy for connections that their server has not taken in: accept-reset-race', () => {
  const among = (challenges: number) => {
    const socket = socketWith(
      { state: 'finWait1', inode: 0, sendQueue: 1 },
      { bytesAcked: 1, bytesReceived: 0 },
    );
    const look = (n: number) => ({
      sockstat: sockstat(51),
      counters: { 'TcpExt.TCPSYNChallenge': 7 + n * challenges },
    });
    const namespace = grouping('orphan', () => [inboundGroup([socket], { count: 30 })], look);
    return judge(orphans, namespace, limited(namespace)).kind;
  };
  assert.equal(among(3), 'healthy');
  assert.equal(among(0), 'finding');
});
