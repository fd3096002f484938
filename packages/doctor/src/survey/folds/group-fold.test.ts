import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupKind } from '../../model/snapshot.ts';
import type { SocketParts } from '../../wire/inet-diag-reply.ts';
import { exampleCookies, groupFold } from './group-fold.ts';
import { foldOver, incoming, outgoing } from './sample-views.ts';

const HOUR = 3_600_000;
const quiet = { lastDataRecvMs: 2 * HOUR, lastDataSentMs: 2 * HOUR };
const computing = { lastDataRecvMs: 2_000, lastDataSentMs: 9_000, bytesReceived: 10 };
const fold = () => groupFold(new Set([80]));

const CASES: readonly (readonly [GroupKind | 'none', string, SocketParts])[] = [
  ['closeWait', 'CLOSE_WAIT', { state: 'closeWait' }],
  ['finWait2', 'FIN_WAIT2 with an owner', { state: 'finWait2' }],
  ['none', 'orphaned FIN_WAIT2', { state: 'finWait2', inode: 0 }],
  ['orphan', 'FIN_WAIT1 without an owner', { state: 'finWait1', inode: 0 }],
  ['none', 'FIN_WAIT1 with an owner', { state: 'finWait1' }],
  ['silent', 'an hour of silence without keepalive', { info: quiet }],
  ['none', 'an hour of silence with keepalive', { info: quiet, timer: 'keepalive' }],
  ['computing', 'a request being worked on', { info: computing }],
  [
    'computing',
    'a request that came with the handshake',
    { info: { ...computing, lastDataSentMs: 2_000, dataSegsOut: 0 } },
  ],
  [
    'none',
    'a request answered at once',
    { info: { ...computing, lastDataSentMs: 2_000, dataSegsOut: 1 } },
  ],
  ['none', 'a request just read', { info: { ...computing, lastDataRecvMs: 900 } }],
  ['none', 'an answered request', { info: { ...computing, lastDataSentMs: 1_000 } }],
  ['none', 'a request not read yet', { info: computing, recvQueue: 10 }],
  ['none', 'a connection nobody has accepted', { info: computing, inode: 0 }],
];

for (const [kind, name, parts] of CASES) {
  test(`groupFold() files ${name} under ${kind}`, () => {
    const groups = Object.entries(foldOver(fold(), [incoming(1, parts)]).groups());
    assert.deepEqual(
      groups.filter(([, some]) => some.length > 0).map(([name]) => name),
      kind === 'none' ? [] : [kind],
    );
  });
}

test('groupFold() groups inbound by port and outbound by remote end, the oldest as examples', () => {
  const closing = (age: number): SocketParts => ({
    state: 'closeWait',
    info: { lastAckRecvMs: age },
  });
  const { closeWait } = foldOver(fold(), [
    ...Array.from({ length: 20 }, (_, n) => incoming(n + 1, closing(n))),
    outgoing(40_000, { ...closing(5), inode: 0 }),
  ]).groups();
  assert.partialDeepStrictEqual(closeWait, [
    { direction: 'inbound', port: 80, count: 20, owned: 20 },
    { direction: 'outbound', remote: { address: '10.0.0.9', port: 443 }, count: 1, owned: 0 },
  ]);
  assert.deepEqual(
    closeWait[0]?.examples.map((s) => s.info?.lastAckRecvMs),
    [19, 18, 17, 16, 15, 14, 13, 12],
  );
});

test('groupFold() keeps the examples of an earlier look although others have become older', () => {
  const closing = (cookie: number, age: number): SocketParts =>
    incoming(cookie, { state: 'closeWait', info: { lastAckRecvMs: age } });
  const crowd = (age: (cookie: number) => number) =>
    Array.from({ length: 20 }, (_, n) => closing(n + 1, age(n + 1)));
  const before = foldOver(
    fold(),
    crowd((cookie) => cookie),
  ).groups();
  const following = groupFold(new Set([80]), exampleCookies(before));
  const after = foldOver(
    following,
    crowd((cookie) => 100 - cookie),
  ).groups();
  const kept = (groups: typeof before) =>
    groups.closeWait[0]?.examples.map(({ cookie }) => cookie).toSorted();
  assert.deepEqual(kept(after), kept(before));
});

test('groupFold() follows young requests too: the oldest are answered before the next look', () => {
  const asked = (cookie: number, age: number): SocketParts =>
    incoming(cookie, { info: { ...computing, lastDataRecvMs: age, lastAckRecvMs: age } });
  const crowd = (shift: number) =>
    Array.from({ length: 50 }, (_, n) => asked(n + 1, 1_100 + 100 * n + shift)).filter(
      ({ info }) => (info?.lastDataRecvMs ?? 0) < 6_000,
    );
  const before = foldOver(fold(), crowd(0)).groups();
  const ages = before.computing[0]?.examples.map((s) => s.info?.lastDataRecvMs);
  assert.deepEqual(ages, [5_900, 5_800, 5_700, 5_600, 1_100, 1_200, 1_300, 1_400]);
  const following = groupFold(new Set([80]), exampleCookies(before));
  const after = foldOver(following, crowd(3_000)).groups();
  assert.deepEqual(after.computing[0]?.examples.map(({ cookie }) => cookie).toSorted(), [
    '1',
    '2',
    '3',
    '4',
  ]);
});

test('groupFold() shows a request once that is among the oldest and the youngest', () => {
  const { computing: groups } = foldOver(fold(), [incoming(1, { info: computing })]).groups();
  assert.equal(groups[0]?.examples.length, 1);
});
