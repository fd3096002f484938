import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellWidth } from '../../report/width.ts';
import type { SocketRow } from '../stage-view.ts';
import type { StageLook } from './gauges.ts';
import { gauges } from './gauges.ts';
import { liveText } from './live-text.ts';

const row = (more: Partial<SocketRow>): SocketRow => ({
  state: 'established',
  localPort: 80,
  remotePort: 40_000,
  sendQueue: 0,
  recvQueue: 0,
  inode: 1,
  ...more,
});

/** A full queue: 3 clients are in, 2 of 5 still wait. */
const full: StageLook = {
  server: [row({ state: 'listen', remotePort: 0, recvQueue: 5 }), row({ recvQueue: 1_500 })],
  client: [40_001, 40_002, 40_003].map((localPort) => row({ localPort, remotePort: 80 })),
  counters: {
    server: { 'TcpExt.ListenDrops': 1_200n, 'TcpExt.TCPRcvQDrop': 34n },
    client: { 'Tcp.RetransSegs': 7n },
  },
  pulse: { connectMs: [0.3, 900, 0.2], waitingMs: 1_600 },
};
const quiet: StageLook = {
  server: [],
  client: [],
  counters: { server: {}, client: {} },
  pulse: { connectMs: [], waitingMs: 0 },
};

const line = (look: StageLook, cells: number, lang: 'en' | 'ko' = 'en'): string =>
  liveText('2/5', gauges(look), cells, lang);

test('the live line has queue, drops, connect latency and ports, and what else there is', () => {
  assert.equal(
    line(full, 200),
    '2/5  server: queue 5 · drops 1,234 · established 1 · unread 1.5 KB  |  ' +
      'client: connect 0.3 ms · waiting 1.6 s · ports 3 · established 3 · sent again 7',
  );
});

test('the live line has its four numbers before anything has happened', () => {
  assert.equal(line(quiet, 200), '2/5  server: queue 0 · drops 0  |  client: connect - · ports 0');
});

test('the live line says for how long nobody has been let in', () => {
  const hole: StageLook = { ...quiet, pulse: { connectMs: [], waitingMs: 4_100 } };
  assert.match(line(hole, 200), /connect over 4\.1 s/);
  assert.match(line(hole, 200, 'ko'), /연결 시간 4\.1초 넘게 대기/);
});

test('a shorter live line leaves out first what matters least', () => {
  assert.match(line(full, 100), /queue 5 · drops 1,234.+connect 0\.3 ms · ports 3/);
  assert.equal(
    line(full, 70),
    'server: queue 5 · drops 1,234  |  client: connect 0.3 ms · ports 3',
  );
  assert.equal(line(full, 40), 'queue 5·drops 1,234·connect 0.3 ms');
  assert.equal(line(full, 41, 'ko'), '큐 5·버림 1,234·연결 시간 0.3ms·포트 3');
});

test('the live line is never wider than it may be, in both languages', () => {
  for (const lang of ['en', 'ko'] as const) {
    for (let cells = 3; cells <= 220; cells += 1) {
      const text = line(full, cells, lang);
      assert.ok(text !== '' && cellWidth(text) <= cells, `${cells}: ${text}`);
    }
  }
});
