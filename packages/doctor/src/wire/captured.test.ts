/**
 * The view reads in the captured dumps what was brought about to make them (see testdata/README.md).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { SocketFacts, State } from '../model/socket.ts';
import { socketFacts } from './socket-facts.ts';
import { SocketView } from './socket-view.ts';

/** Every socket of a dump. */
function socketsOf(name: string): SocketFacts[] {
  const view = new SocketView();
  view.attach(readFileSync(new URL(`testdata/${name}.nl`, import.meta.url)));
  const sockets: SocketFacts[] = [];
  while (view.next() === 'socket') sockets.push(socketFacts(view));
  return sockets;
}

/** `TCP_CA_Loss`. */
const LOSS = 4;

const find = (sockets: readonly SocketFacts[], state: State, local: number): SocketFacts => {
  const found = sockets.find((socket) => socket.state === state && socket.local.port === local);
  assert.ok(found, `no ${state} on port ${local}`);
  return found;
};

test('the dumps hold every state there is', () => {
  for (const name of ['ipv4', 'ipv6', 'ipv4-bare']) {
    const states = new Set(socketsOf(name).map((socket) => socket.state));
    assert.deepEqual([...states].toSorted(), [
      'closeWait',
      'closing',
      'established',
      'finWait1',
      'finWait2',
      'lastAck',
      'listen',
      'synRecv',
      'synSent',
      'timeWait',
    ]);
  }
});

for (const [name, base, address] of [
  ['ipv4', 7_000, '127.0.0.1'],
  ['ipv6', 7_100, '::1'],
] as const) {
  const sockets = socketsOf(name);

  test(`${name}: a listener that never accepts is over its limit and has dropped`, () => {
    const { local, recvQueue, sendQueue, memory, info } = find(sockets, 'listen', base + 1);
    assert.deepEqual([local.address, recvQueue, sendQueue], [address, 3, 2]);
    assert.ok((memory?.drops ?? 0) > 0);
    assert.equal(info?.unackedSegs, 3);
    assert.equal(find(sockets, 'established', base + 1).inode, 0);
  });

  test(`${name}: the talk of 400,000 bytes is counted`, () => {
    const { info } = find(sockets, 'established', base);
    assert.equal(info?.bytesReceived, 400_000);
    assert.equal(info?.bytesSent, 2_000);
    assert.equal(info?.appLimited, true);
  });

  test(`${name}: a reader that sleeps closes its window`, () => {
    const sender = sockets.find(({ timer }) => timer === 'probe');
    assert.equal(sender?.remote.port, base + 5);
    assert.equal(sender?.info?.sndWndBytes, 0);
    assert.equal(sender?.info?.rwndLimitedUs, sender?.info?.busyUs);
    assert.ok((sender?.info?.notSentBytes ?? 0) > 1_000_000);
    const reader = find(sockets, 'established', base + 5);
    assert.deepEqual([reader.info?.rcvWndBytes, reader.memory?.rcvbufBytes], [0, 16_384]);
    assert.ok((find(sockets, 'established', base).info?.rcvWndBytes ?? 0) > 10_000);
  });

  test(`${name}: data into a black hole is retransmitted by a timer that backs off`, () => {
    const sender = sockets.find(({ remote }) => remote.port === base + 8);
    assert.deepEqual(
      [sender?.timer, sender?.congestion, sender?.sendQueue],
      ['retransmit', 'cubic', 5_000],
    );
    assert.equal(sender?.info?.caState, LOSS);
    assert.equal(sender?.info?.retransmits, sender?.info?.backoff);
    assert.equal(sender?.info?.bytesRetrans, (sender?.info?.bytesSent ?? 0) - 5_000);
    assert.ok((sender?.info?.ssthreshSegs ?? 0) < 10);
  });

  test(`${name}: mini sockets have a timer and nothing else`, () => {
    const mini = [find(sockets, 'synRecv', base + 12)];
    mini.push(...sockets.filter(({ timer }) => timer === 'timeWait'));
    assert.ok(mini.some(({ state }) => state === 'finWait2'));
    for (const { inode, info, memory, shutdown } of mini) {
      assert.deepEqual([inode, info, memory, shutdown], [0, undefined, undefined, undefined]);
    }
    assert.ok((mini[0]?.timerRetries ?? 0) > 0);
  });
}

test('ipv4-bare: only what need not be asked for is there', () => {
  for (const socket of socketsOf('ipv4-bare')) {
    const { info, memory, congestion, shutdown, inode } = socket;
    assert.deepEqual([info, memory, congestion], [undefined, undefined, undefined]);
    if (inode > 0) assert.notEqual(shutdown, undefined);
  }
});

test('ipv6: v4-mapped sockets are ipv6 with a mapped address', () => {
  const mapped = find(socketsOf('ipv6'), 'established', 7_200);
  assert.deepEqual([mapped.family, mapped.local.address], ['ipv6', '::ffff:127.0.0.1']);
});

for (const [kernel, tellsWindow] of [
  ['5.10', false],
  ['6.1', false],
  ['6.12', true],
  ['7.2', true],
] as const) {
  const sockets = socketsOf(`ipv4-${kernel}`);

  test(`Linux ${kernel}: what was brought about is read, whatever the length of tcp_info`, () => {
    const states = new Set(sockets.map((socket) => socket.state));
    assert.ok(
      (['listen', 'synSent', 'timeWait', 'closeWait', 'finWait2'] as const).every((state) =>
        states.has(state),
      ),
    );
    const { recvQueue, sendQueue, memory } = find(sockets, 'listen', 7_001);
    assert.deepEqual([recvQueue, sendQueue], [3, 2]);
    assert.ok((memory?.drops ?? 0) > 0);
    const { info } = find(sockets, 'established', 7_000);
    assert.deepEqual([info?.bytesReceived, info?.bytesSent], [400_000, 2_000]);
    assert.ok((info?.sndWndBytes ?? 0) > 10_000);
  });

  test(`Linux ${kernel}: ${tellsWindow ? 'tells' : 'does not tell'} the receive window`, () => {
    const { info } = find(sockets, 'established', 7_000);
    assert.equal(info?.rcvWndBytes !== undefined, tellsWindow);
  });
}
