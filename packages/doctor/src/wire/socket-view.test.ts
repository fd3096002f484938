import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STATES } from '../model/socket.ts';
import { encodeSocket } from './inet-diag-reply.ts';
import type { ReplyOptions, SocketParts } from './inet-diag-reply.ts';
import { memoryOf } from './socket-facts.ts';
import { SocketView } from './socket-view.ts';
import { TCP_INFO_BYTES, TCP_INFO_FIELDS } from './tcp-info-layout.ts';

type InfoName = keyof typeof TCP_INFO_FIELDS;
const INFO_NAMES = Object.keys(TCP_INFO_FIELDS) as InfoName[];

/** A view of one socket. */
function viewOf(parts: SocketParts, options?: ReplyOptions): SocketView {
  const view = new SocketView();
  view.attach(encodeSocket(parts, options));
  assert.equal(view.next(), 'socket');
  return view;
}

/** A different value for every field, using its full width. */
const valueOf = (name: InfoName): number => {
  const { at, bytes } = TCP_INFO_FIELDS[name];
  if (bytes === 1) return 200 + at;
  return bytes === 4 ? 0xf000_0000 + at : 2 ** 52 + 3 * at;
};
const FULL_INFO = Object.fromEntries(INFO_NAMES.map((name) => [name, valueOf(name)]));

for (const name of INFO_NAMES) {
  const { at, bytes } = TCP_INFO_FIELDS[name];

  test(`view.${name} reads ${bytes} bytes at ${at} of tcp_info`, () => {
    assert.equal(viewOf({ info: FULL_INFO })[name], valueOf(name));
  });

  test(`view.${name} is absent, not 0, where tcp_info ends before it`, () => {
    const tail = at >= TCP_INFO_BYTES['2.6'];
    const least = tail ? at + bytes : TCP_INFO_BYTES['2.6'];
    assert.equal(viewOf({ info: FULL_INFO }, { infoBytes: least })[name], valueOf(name));
    const cut = viewOf({ info: FULL_INFO }, { infoBytes: least - 1 })[name];
    assert.equal(cut, tail ? undefined : Number.NaN);
  });

  test(`view.${name} claims nothing without tcp_info`, () => {
    const value: number | undefined = viewOf({ state: 'timeWait' })[name];
    assert.ok(value === undefined || Number.isNaN(value));
  });
}

test('view.hasInfo is false for less than any kernel sends', () => {
  assert.equal(viewOf({ info: {} }, { infoBytes: 103 }).hasInfo, false);
  assert.equal(viewOf({ info: {} }, { infoBytes: 104 }).hasInfo, true);
});

test('view.minRttUs is absent before the first sample', () => {
  assert.equal(viewOf({ info: {} }).minRttUs, undefined);
  assert.equal(viewOf({ info: { minRttUs: 0 } }).minRttUs, 0);
});

test('view.appLimited is one bit of its byte', () => {
  assert.equal(viewOf({ info: { appLimited: true } }).appLimited, true);
  assert.equal(viewOf({ info: { appLimited: false } }).appLimited, false);
  assert.equal(viewOf({}).appLimited, false);
});

test('the view reads the parts that every socket has', () => {
  const view = viewOf({
    cookie: '18446744073709551615',
    family: 'ipv6',
    state: 'closeWait',
    local: { address: '2001:db8::1', port: 443 },
    remote: { address: '::ffff:10.1.2.3', port: 65_535 },
    recvQueue: 0xffff_ffff,
    sendQueue: 0x8000_0001,
    timer: 'probe',
    timerRetries: 255,
    timerMs: 120_000,
    uid: 4_294_967_294,
    inode: 4_026_531_840,
  });
  assert.equal(view.cookie, '18446744073709551615');
  assert.deepEqual([view.cookieLow, view.cookieHigh], [0xffff_ffff, 0xffff_ffff]);
  assert.deepEqual([view.family, view.state, view.stateIndex], ['ipv6', 'closeWait', 8]);
  assert.deepEqual([view.localAddress, view.localPort], ['2001:db8::1', 443]);
  assert.deepEqual([view.remoteAddress, view.remotePort], ['::ffff:10.1.2.3', 65_535]);
  assert.deepEqual([view.recvQueue, view.sendQueue], [0xffff_ffff, 0x8000_0001]);
  assert.deepEqual([view.timer, view.timerIndex], ['probe', 4]);
  assert.deepEqual([view.timerRetries, view.timerMs], [255, 120_000]);
  assert.deepEqual([view.uid, view.inode], [4_294_967_294, 4_026_531_840]);
});

/** A 32-bit word with these bytes in memory. */
const word = (...bytes: number[]) => new Uint32Array(Uint8Array.from(bytes).buffer)[0];

test('address words lie as in memory, in the order of the address', () => {
  const local = { address: '1::2', port: 1 };
  const remote = { address: '::3:0:0', port: 1 };
  const view = viewOf({ family: 'ipv6', local, remote });
  const numbers = [0, 1, 2, 3] as const;
  assert.deepEqual(
    numbers.map((n) => view.localWord(n)),
    [word(0, 1, 0, 0), 0, 0, word(0, 0, 0, 2)],
  );
  assert.deepEqual(
    numbers.map((n) => view.remoteWord(n)),
    [0, 0, word(0, 0, 0, 3), 0],
  );
});

for (const [n, state] of STATES.entries()) {
  test(`view.state of number ${n + 1} is ${state === 'newSynRecv' ? 'synRecv' : state}`, () => {
    const view = viewOf({ state });
    assert.equal(view.state, state === 'newSynRecv' ? 'synRecv' : state);
    assert.equal(view.stateIndex, n + 1);
  });
}

test('the view reads memory, congestion, shutdown and cgroup, and says when they are absent', () => {
  const limits = { rmemBytes: 1, rcvbufBytes: 2, wmemBytes: 3, sndbufBytes: 4 };
  const memory = { ...limits, wmemQueuedBytes: 6, drops: 5 };
  const full = viewOf({ memory, congestion: 'cubic', shutdown: 3, cgroupId: '9007199254740993' });
  assert.deepEqual(memoryOf(full), memory);
  assert.equal(full.hasMemory, true);
  assert.equal(full.congestion, 'cubic');
  assert.equal(full.shutdown, 3);
  assert.equal(full.cgroupId, '9007199254740993');
  const bare = viewOf({});
  assert.equal(bare.hasMemory, false);
  assert.deepEqual([bare.rmemBytes, bare.drops], [Number.NaN, Number.NaN]);
  assert.deepEqual(
    [bare.congestion, bare.shutdown, bare.cgroupId],
    [undefined, undefined, undefined],
  );
});

test('nothing of one socket is left in the next', () => {
  const view = viewOf({
    info: FULL_INFO,
    memory: {},
    congestion: 'bbr',
    shutdown: 1,
    cgroupId: '1',
  });
  view.attach(encodeSocket({ state: 'timeWait' }));
  assert.equal(view.next(), 'socket');
  assert.deepEqual([view.hasInfo, view.hasMemory, view.appLimited], [false, false, false]);
  assert.deepEqual(
    [view.sndWndBytes, view.congestion, view.shutdown, view.cgroupId],
    [undefined, undefined, undefined, undefined],
  );
});
