import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Watch } from '../../model/snapshot.ts';
import type { SocketParts } from '../../wire/inet-diag-reply.ts';
import { foldOver, incoming } from './sample-views.ts';
import { followed, NOBODY, watchFold } from './watch-fold.ts';

const active = { lastDataSentMs: 20, sndMssBytes: 1_448, busyUs: 1_000, segsOut: 10 };

const CASES: readonly (readonly [Watch, SocketParts])[] = [
  ['unread', { recvQueue: 900 }],
  ['unsent', { sendQueue: 900 }],
  ['backoff', { timer: 'retransmit', timerRetries: 2, info: { lastDataSentMs: 9_000 } }],
  ['retransmitting', { info: { ...active, totalRetransSegs: 1 } }],
  ['limited', { info: { ...active, rwndLimitedUs: 10 } }],
  ['limited', { info: { ...active, sndbufLimitedUs: 10 } }],
];

for (const [watch, parts] of CASES) {
  test(`watchFold() keeps a socket for ${watch}: ${JSON.stringify(parts)}`, () => {
    const kept = foldOver(watchFold(NOBODY), [incoming(1, parts)]).kept();
    const where = Object.entries(kept).filter(([, { total }]) => total > 0);
    assert.deepEqual(
      where.map(([name]) => name),
      [watch],
    );
  });
}

test('watchFold() keeps what Nagle holds back, and not a full segment', () => {
  const held = { ...active, unackedSegs: 1 };
  const [small, full] = [
    { ...held, notSentBytes: 10 },
    { ...held, notSentBytes: 1_448 },
  ];
  const total = (info: typeof small) =>
    foldOver(watchFold(NOBODY), [incoming(1, { sendQueue: 10, info })]).kept().nagle.total;
  assert.deepEqual([total(small), total(full)], [1, 0]);
});

const NOT_KEPT: readonly (readonly [string, SocketParts])[] = [
  ['an idle socket', { info: { lastDataSentMs: 9_000, totalRetransSegs: 9, rwndLimitedUs: 9 } }],
  ['bytes on a connection nobody has accepted', { inode: 0, recvQueue: 500 }],
  ['one retransmission', { timer: 'retransmit', timerRetries: 1, info: active }],
  [
    'a handshake under way',
    { state: 'synSent', timer: 'retransmit', timerRetries: 4, sendQueue: 1 },
  ],
];

for (const [name, parts] of NOT_KEPT) {
  test(`watchFold() does not keep ${name}`, () => {
    const kept = foldOver(watchFold(NOBODY), [incoming(1, parts)]).kept();
    assert.deepEqual(
      Object.values(kept).map(({ total }) => total),
      [0, 0, 0, 0, 0, 0],
    );
  });
}

test('watchFold() follows a socket into the next look although others have become worse', () => {
  const small = incoming(1, { recvQueue: 1 });
  const crowd = Array.from({ length: 100 }, (_, n) => incoming(n + 2, { recvQueue: 1_000 }));
  const before = foldOver(watchFold(NOBODY), [small]).kept();
  const after = foldOver(watchFold(followed(before)), [...crowd, small]).kept();
  assert.equal(after.unread.total, 101);
  assert.equal(after.unread.sockets.length, 64);
  assert.equal(after.unread.sockets[0]?.cookie, '1');
});
