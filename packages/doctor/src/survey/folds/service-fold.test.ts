import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldOver, incoming, outgoing } from './sample-views.ts';
import { serviceFold } from './service-fold.ts';

const PORTS = new Set([80, 443]);

test('serviceFold() tells accepted connections from those nobody has accepted', () => {
  const { services, timeWait } = foldOver(serviceFold(PORTS), [
    incoming(1_001),
    incoming(1_002, { inode: 0, info: { lastDataRecvMs: 4_200 } }),
    incoming(1_003, { inode: 0, state: 'closeWait', info: { lastDataRecvMs: 900 } }),
    incoming(1_004, { state: 'closeWait' }),
    incoming(1_005, { inode: 0, state: 'timeWait' }),
  ]);
  assert.equal(timeWait(), 1);
  assert.deepEqual(services()[0], {
    port: 80,
    established: 2,
    timeWait: 1,
    synRecv: 0,
    synRecvRetried: 0,
    synRecvPeers: 0,
    unaccepted: 2,
    unacceptedCloseWait: 1,
    oldestUnacceptedMs: 4_200,
  });
});

test('serviceFold() counts half-open handshakes, the repeated ones, and their peers', () => {
  const half = (port: number, address: string, timerRetries: number) =>
    incoming(port, { state: 'newSynRecv', inode: 0, remote: { address, port }, timerRetries });
  const { services } = foldOver(serviceFold(PORTS), [
    half(1, '10.0.0.7', 0),
    half(2, '10.0.0.7', 1),
    half(3, '10.0.0.8', 0),
  ]);
  assert.partialDeepStrictEqual(services()[0], { synRecv: 3, synRecvRetried: 1, synRecvPeers: 2 });
});

test('serviceFold() says which address half-open handshakes came to, the repeated ones first', () => {
  const half = (address: string, timerRetries: number) =>
    incoming(1, {
      state: 'newSynRecv',
      inode: 0,
      local: { address, port: 80 },
      timerRetries,
    });
  const sockets = [half('10.0.0.1', 0), half('10.0.0.2', 1), half('10.0.0.3', 1)];
  const { services } = foldOver(serviceFold(PORTS), sockets);
  assert.equal(services()[0]?.synRecvAddress, '10.0.0.2');
  assert.equal(services()[1]?.synRecvAddress, undefined);
});

test('serviceFold() shows a listening port that nobody uses, without a waiting time', () => {
  const quiet = foldOver(serviceFold(PORTS), [outgoing(40_000)]).services()[1];
  assert.equal(quiet?.port, 443);
  assert.equal(quiet?.established, 0);
  assert.equal('oldestUnacceptedMs' in (quiet ?? {}), false);
});
