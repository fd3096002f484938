import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiverAppSlow } from '../receiver-app-slow/rule.ts';
import { findingsOf, judge, oneLook, socketWith, watching, without } from '../trail-sample.ts';
import type { SocketAt, SocketIn } from '../trail-sample.ts';
import { receiveBufferPrune } from './rule.ts';

/** Segments of one byte into a buffer of 16 KB, as measured, with a program that reads. */
const tiny =
  (recvQueue = 8_657, readPerSec = 5_000, rmemBytes = 16_396): SocketAt =>
  (n) =>
    socketWith(
      {
        recvQueue,
        memory: { rmemBytes, rcvbufBytes: 16_384, wmemBytes: 0, sndbufBytes: 87_040, drops: 0 },
      },
      {
        bytesReceived: 9_000 + n * readPerSec,
        dataSegsIn: 9_000 + n * readPerSec,
        lastDataRecvMs: 0,
      },
    );

const counting =
  (collapsed: number, pruned = 0) =>
  (n: number) => ({
    counters: {
      'TcpExt.TCPRcvCollapsed': 3 + n * collapsed,
      'TcpExt.PruneCalled': 3 + n * pruned,
      'TcpExt.TCPRcvQDrop': 0,
      'TcpExt.TCPToZeroWindowAdv': 0,
    },
  });

const judged = (socket: SocketIn, collapsed = 100, pruned = 0) =>
  judge(receiveBufferPrune, watching({ unread: [socket] }, counting(collapsed, pruned))).kind;

test('receive-buffer-prune is a finding for tiny segments that fill the memory', () => {
  const namespace = watching({ unread: [tiny()] }, counting(189));
  const [finding] = findingsOf(receiveBufferPrune, namespace);
  assert.partialDeepStrictEqual(finding, {
    severity: 'warning',
    confidence: 'certain',
    bar: { value: 16_396, max: 16_384 },
  });
  assert.match(finding?.title.en ?? '', /^Small segments \(1 B on average\) overflow/);
});

test('receive-buffer-prune leaves nothing to receiver-app-slow on the same socket', () => {
  const namespace = watching({ unread: [tiny()] }, counting(189));
  assert.equal(judge(receiverAppSlow, namespace).kind, 'healthy');
  const idle = watching({ unread: [tiny(8_657, 0)] }, counting(189));
  assert.equal(judge(receiverAppSlow, idle).kind, 'finding');
});

test('receive-buffer-prune is healthy when queues were searched and nothing merged: tcp-memory-limit', () => {
  assert.equal(judged(tiny(), 0, 1), 'healthy');
});

/** The same memory with fewer, larger segments. */
const sized =
  (size: number): SocketAt =>
  (n) => {
    const socket = tiny()(n);
    const info = { bytesReceived: n * size * 50, dataSegsIn: n * 50, lastDataRecvMs: 0 };
    return socketWith(
      { recvQueue: socket.recvQueue, ...(socket.memory && { memory: socket.memory }) },
      info,
    );
  };

test('receive-buffer-prune is healthy for segments that are more data than overhead', () => {
  assert.equal(judged(sized(536)), 'finding');
  assert.equal(judged(sized(537)), 'healthy');
});

/** Merged between the looks, as measured: 140 bytes in 832 of 16,384. */
const crumbs =
  (perSec: number, size: number): SocketAt =>
  (n) =>
    socketWith(
      {
        recvQueue: 140,
        memory: {
          rmemBytes: 832,
          rcvbufBytes: 16_384,
          wmemBytes: 0,
          sndbufBytes: 87_040,
          drops: 0,
        },
      },
      { bytesReceived: n * perSec * size, dataSegsIn: n * perSec, lastDataRecvMs: 4 },
    );

for (const [perSec, size, kind] of [
  [100, 1, 'finding'],
  [99, 1, 'healthy'],
  [100, 256, 'finding'],
  [100, 257, 'healthy'],
] as const) {
  test(`receive-buffer-prune is ${kind} for ${perSec} segments a second of ${size} bytes`, () => {
    assert.equal(judged(crumbs(perSec, size)), kind);
  });
}

test('receive-buffer-prune advises a larger maximum only where it was reached', () => {
  const commands = (rmem: string) => {
    const sysctls = { 'net.ipv4.tcp_rmem': rmem };
    const namespace = watching({ unread: [tiny()] }, (n) => ({ ...counting(9)(n), sysctls }));
    return findingsOf(receiveBufferPrune, namespace)[0]?.remedies.map((r) => r.command ?? '') ?? [];
  };
  assert.ok(
    commands('4096 16384 16384').includes('sysctl -w net.ipv4.tcp_rmem="4096 16384 65536"'),
  );
  assert.ok(!commands('4096 131072 33554432').some((c) => c.includes('tcp_rmem')));
});

const cases: readonly (readonly [string, SocketIn, number, 'finding' | 'healthy'])[] = [
  ['counters that stand still', tiny(), 0, 'healthy'],
  ['a buffer full of data', tiny(15_900), 100, 'healthy'],
  ['60 % of data', tiny(9_830), 100, 'finding'],
  ['more than 60 % of data', tiny(9_831), 100, 'healthy'],
  ['a program that reads nothing: receiver-app-slow', tiny(8_657, 0), 100, 'healthy'],
  ['few segments in memory far below the limit', tiny(2_000, 99, 4_000), 100, 'healthy'],
  ['a queue that was empty in one look', (n) => (n === 1 ? undefined : tiny()(n)), 100, 'healthy'],
];

for (const [name, socket, collapsed, kind] of cases) {
  test(`receive-buffer-prune is ${kind} for ${name}`, () => {
    assert.equal(judged(socket, collapsed), kind);
  });
}

test('receive-buffer-prune is unknown with one look, without tcp_info or counters', () => {
  const namespace = watching({ unread: [tiny()] }, counting(100));
  for (const blind of [
    oneLook(namespace),
    without(namespace, 'tcp_info'),
    without(namespace, 'netstat'),
  ]) {
    assert.equal(judge(receiveBufferPrune, blind).kind, 'unknown');
  }
});
