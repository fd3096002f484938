import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOwner } from '../sample.ts';
import { findingsOf, judge, oneLook, socketWith, watching, without } from '../trail-sample.ts';
import type { SocketAt, SocketIn } from '../trail-sample.ts';
import { receiverAppSlow } from './rule.ts';

const memory = (rmemBytes: number, rcvbufBytes = 131_072) => ({
  rmemBytes,
  rcvbufBytes,
  wmemBytes: 0,
  sndbufBytes: 87_040,
  drops: 0,
});

/** As measured: the buffer is full and nothing moves. */
const stuck: SocketAt = (n) =>
  socketWith(
    { recvQueue: 127_056, memory: memory(128_720) },
    { lastDataRecvMs: 3_272 + n * 1_000, bytesReceived: 127_056 },
  );

/** Reads 200 KB/s: the queue varies, the memory is near its limit at times. */
const slow: SocketAt = (n) =>
  socketWith(
    {
      recvQueue: [28_416, 94_208, 68_416][n] ?? 0,
      memory: memory([94_464, 128_720, 97_024][n] ?? 0),
    },
    { lastDataRecvMs: 20, bytesReceived: 1_000_000 + n * 200_000 },
  );

/** A healthy reader at 1 Gbit/s, with megabytes in the queue for an instant. */
const fast: SocketAt = (n) =>
  socketWith(
    { recvQueue: 2_239_624, memory: memory(2_300_000, 11_800_000) },
    { lastDataRecvMs: 0, bytesReceived: n * 125_000_000 },
  );

const zeroWindows = (grown: number) => (n: number) => ({
  counters: {
    'TcpExt.TCPToZeroWindowAdv': 5 + (n * grown) / 2,
    'TcpExt.TCPRcvCollapsed': 0,
    'TcpExt.PruneCalled': 0,
    'TcpExt.TCPRcvQDrop': 0,
  },
});

test('receiver-app-slow is a finding for a full buffer that nobody reads', () => {
  const owners = { 9_000: [sampleOwner({ command: 'gunicorn', pid: 77 })] };
  const [finding, ...more] = findingsOf(
    receiverAppSlow,
    watching({ unread: [stuck] }, zeroWindows(0), { owners }),
  );
  assert.equal(more.length, 0);
  assert.partialDeepStrictEqual(finding, {
    severity: 'warning',
    confidence: 'probable',
    subject: { kind: 'socket', local: { port: 80 } },
    inodes: [9_000],
    explains: ['peer-not-reading', 'orphans'],
  });
  assert.match(
    finding?.title.en ?? '',
    /^gunicorn does not read: 127 KB wait on 1 connection on port 80$/,
  );
  assert.match(finding?.title.ko ?? '', /^gunicorn이 받은 데이터를 읽지 않습니다/);
});

test('receiver-app-slow names a program that was stopped, and lets it go on first', () => {
  const inState = (state: string) => {
    const owners = { 9_000: [sampleOwner({ command: 'gunicorn', pid: 77, state })] };
    return findingsOf(
      receiverAppSlow,
      watching({ unread: [stuck] }, zeroWindows(0), { owners }),
    )[0];
  };
  assert.equal(inState('T')?.confidence, 'certain');
  assert.match(
    inState('T')?.why.en ?? '',
    /^Stopped by a signal \(state T\): gunicorn \(pid 77\)\. /,
  );
  assert.equal(inState('T')?.remedies[0]?.command, 'kill -CONT 77');
  assert.doesNotMatch(inState('S')?.why.en ?? '', /state T/);
  assert.notEqual(inState('S')?.remedies[0]?.command, 'kill -CONT 77');
});

test('receiver-app-slow is a certain finding when windows were closed', () => {
  const [finding] = findingsOf(receiverAppSlow, watching({ unread: [slow] }, zeroWindows(4)));
  assert.partialDeepStrictEqual(finding, { confidence: 'certain', severity: 'warning' });
  assert.match(finding?.title.en ?? '', /reads too slowly/, 'it read 360 KB in the window');
  assert.match(finding?.title.ko ?? '', /너무 느리게 읽습니다/);
});

test('receiver-app-slow is one finding for many connections of a service', () => {
  const copy =
    (name: string): SocketAt =>
    (n) => ({ ...stuck(n), cookie: name });
  const namespace = watching({ unread: ['a', 'b', 'c'].map(copy) }, zeroWindows(2));
  assert.partialDeepStrictEqual(findingsOf(receiverAppSlow, namespace), [
    { subject: { kind: 'sockets', count: 3, localPort: 80 } },
  ]);
});

test('receiver-app-slow is a notice for a request that lies unread', () => {
  const lying: SocketIn = (n) =>
    socketWith({ recvQueue: 100, memory: memory(768) }, { lastDataRecvMs: 500 + n * 1_000 });
  const [finding] = findingsOf(receiverAppSlow, watching({ unread: [lying] }, zeroWindows(0)));
  assert.partialDeepStrictEqual(finding, { severity: 'notice', confidence: 'suspected' });
});

const full =
  (rmemBytes: number): SocketAt =>
  (n) =>
    socketWith(
      { recvQueue: 90_000 + n, memory: memory(rmemBytes) },
      { lastDataRecvMs: 10, bytesReceived: n * 1_000 },
    );
const LIMIT = 0.8 * 131_072;

const lookAlikes: readonly (readonly [string, SocketIn, number?])[] = [
  ['a healthy reader at 1 Gbit/s with megabytes queued', fast, 4],
  ['a queue that was empty in one look', (n) => (n === 1 ? undefined : stuck(n))],
  [
    'CLOSE_WAIT with only the FIN unread',
    (n) => ({ ...stuck(n), state: 'closeWait', recvQueue: 1 }),
  ],
  ['a connection nobody has accepted', (n) => ({ ...stuck(n), inode: 0 })],
  ['memory just below the limit without a closed window', full(Math.floor(LIMIT) - 1)],
  [
    'session tickets unread on an idle outgoing connection',
    (n) =>
      socketWith(
        {
          recvQueue: 542,
          memory: memory(1_280),
          local: { address: '10.9.1.1', port: 41_000 },
          remote: { address: '10.9.1.2', port: 443 },
        },
        { lastDataRecvMs: 600_000 + n * 1_000 },
      ),
  ],
];

for (const [name, socket, grown = 0] of lookAlikes) {
  test(`receiver-app-slow is healthy for ${name}`, () => {
    const namespace = watching({ unread: [socket] }, zeroWindows(grown));
    assert.equal(judge(receiverAppSlow, namespace).kind, 'healthy');
  });
}

test('receiver-app-slow is a finding from 80 % of the memory on', () => {
  const namespace = watching({ unread: [full(Math.ceil(LIMIT))] }, zeroWindows(0));
  assert.equal(judge(receiverAppSlow, namespace).kind, 'finding');
});

test('receiver-app-slow is healthy where memory of the machine is what is short', () => {
  const lying: SocketIn = (n) =>
    socketWith(
      { recvQueue: 16_384, memory: memory(19_496) },
      { lastDataRecvMs: 2_000 + n * 1_000 },
    );
  const namespace = watching({ unread: [lying] }, (n) => ({
    counters: { 'TcpExt.TCPRcvQDrop': n * 100, 'TcpExt.TCPToZeroWindowAdv': 0 },
  }));
  assert.equal(judge(receiverAppSlow, namespace).kind, 'healthy');
});

test('receiver-app-slow is unknown with one look, without tcp_info, or without sockets', () => {
  const namespace = watching({ unread: [stuck] }, zeroWindows(0));
  for (const blind of [
    oneLook(namespace),
    without(namespace, 'tcp_info'),
    without(namespace, 'sockets'),
  ]) {
    assert.equal(judge(receiverAppSlow, blind).kind, 'unknown');
  }
});
