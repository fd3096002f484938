import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abandonedFold } from './abandoned-fold.ts';
import { listenerFold } from './listener-fold.ts';
import { foldOver, incoming, outgoing } from './sample-views.ts';
import { sourceFold } from './source-fold.ts';
import { stateFold } from './state-fold.ts';

const RANGE = { low: 40_000, high: 40_063 };

test('stateFold() counts half-open sockets as SYN_RECV', () => {
  const { states } = foldOver(stateFold(), [incoming(1), incoming(2, { state: 'newSynRecv' })]);
  assert.partialDeepStrictEqual(states(), { established: 1, synRecv: 1, newSynRecv: 0 });
});

const listening = incoming(0, {
  state: 'listen',
  recvQueue: 5,
  sendQueue: 4,
  memory: { drops: 7 },
});

test('listenerFold() reads queue, limit and drops', () => {
  const { listeners, ports } = foldOver(listenerFold(true), [listening]);
  assert.partialDeepStrictEqual(listeners[0], { waiting: 5, limit: 4, drops: 7 });
  assert.deepEqual([...ports], [80]);
});

test('listenerFold() has no limit where its source does not tell', () => {
  const { listeners } = foldOver(listenerFold(false), [listening]);
  assert.equal(listeners[0]?.limit, undefined);
});

test('sourceFold() counts different ports once, and those of the parity that bind() prefers', () => {
  const { sources } = foldOver(sourceFold(RANGE), [
    outgoing(40_000),
    outgoing(40_001),
    outgoing(40_001, { remote: { address: '10.0.0.8', port: 443 } }),
  ]);
  assert.partialDeepStrictEqual(sources(), [
    { address: '10.0.0.1', distinctPorts: 2, bindParityPorts: 1 },
  ]);
});

test('abandonedFold() counts by port, without handshakes under way', () => {
  const sockets = [
    incoming(1, { state: 'timeWait' }),
    incoming(2),
    outgoing(700, { state: 'synSent' }),
  ];
  const { abandoned } = foldOver(abandonedFold(), sockets);
  assert.deepEqual(abandoned(), [{ port: 80, timeWait: 1, connections: 1 }]);
});
