import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { destinationFold } from './destination-fold.ts';
import { foldOver, outgoing } from './sample-views.ts';

const RANGE = { low: 40_000, high: 40_063 };
const fold = () => destinationFold(RANGE);

test('destinationFold() counts ports and states towards one destination', () => {
  const { destinations, total, timeWait } = foldOver(fold(), [
    outgoing(40_000),
    outgoing(40_001, { state: 'timeWait', inode: 0 }),
    outgoing(40_002, { state: 'synSent', timerRetries: 2 }),
    outgoing(40_004, { state: 'closeWait' }),
  ]);
  assert.equal(total(), 1);
  assert.equal(timeWait(), 1);
  assert.deepEqual(destinations(), [
    {
      family: 'ipv4',
      source: '10.0.0.1',
      remote: { address: '10.0.0.9', port: 443 },
      ports: 4,
      lowParityPorts: 3,
      established: 1,
      timeWait: 1,
      closeWait: 1,
      synSent: 1,
      synSentRetried: 1,
      other: 0,
      inodes: [40_000, 40_002],
    },
  ]);
});

test('destinationFold() does not count a port the application chose outside the range', () => {
  const [destination] = foldOver(fold(), [outgoing(700)]).destinations();
  assert.equal(destination?.ports, 0);
  assert.equal(destination?.established, 1);
});

test('destinationFold() keeps destinations apart by source, address, port and family', () => {
  const sockets = [
    outgoing(40_000),
    outgoing(40_000, { remote: { address: '10.0.0.9', port: 444 } }),
    outgoing(40_000, { remote: { address: '10.0.0.8', port: 443 } }),
    outgoing(40_000, { local: { address: '10.0.0.2', port: 40_000 } }),
    outgoing(40_000, {
      family: 'ipv6',
      local: { address: '::1', port: 40_000 },
      remote: { address: '::1', port: 443 },
    }),
  ];
  assert.equal(foldOver(fold(), sockets).total(), sockets.length);
});

test('destinationFold() counts as a plain map would, however many destinations', () => {
  const socket = fc.record({
    port: fc.integer({ min: 39_990, max: 40_070 }),
    last: fc.integer({ min: 1, max: 250 }),
    remotePort: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(socket, { maxLength: 1_500 }), (sockets) => {
      const expected = new Map<string, number>();
      for (const { port, last, remotePort } of sockets) {
        const key = `10.0.0.${last}:${remotePort}`;
        const inRange = port >= RANGE.low && port <= RANGE.high ? 1 : 0;
        expected.set(key, (expected.get(key) ?? 0) + inRange);
      }
      const { destinations, total } = foldOver(
        fold(),
        sockets.map(({ port, last, remotePort }) =>
          outgoing(port, { remote: { address: `10.0.0.${last}`, port: remotePort } }),
        ),
      );
      assert.equal(total(), expected.size);
      for (const { remote, ports } of destinations()) {
        assert.equal(ports, expected.get(`${remote.address}:${remote.port}`));
      }
    }),
    { numRuns: 30 },
  );
});
