import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SysError } from '../errors.ts';
import { fakeKernel } from '../kernel/fake.ts';
import { encodeDone, encodeError, encodeSocket } from '../wire/inet-diag-reply.ts';
import { joinBytes, LITTLE } from '../wire/netlink.ts';
import { incoming, outgoing } from './folds/sample-views.ts';
import { scan } from './scan.ts';

const HERE = { id: 1, path: undefined };
const RANGE = { low: 32_768, high: 60_999 };
const EPERM = 1;

const listener = encodeSocket(incoming(0, { state: 'listen', sendQueue: 128, recvQueue: 3 }));
const client = encodeSocket(incoming(5_000));
/** The states of an `inet_diag_req` stand 52 bytes behind the header. */
const asksForListeners = (request: Uint8Array) =>
  new DataView(request.buffer).getUint32(68, LITTLE) === 1 << 10;

/** What a kernel with one listener and one connection answers. */
const answer = (request: Uint8Array, end = encodeDone()): Uint8Array[] => {
  return [joinBytes([asksForListeners(request) ? listener : client, end])];
};

const world = (replies: (request: Uint8Array) => readonly Uint8Array[] | SysError, files = {}) =>
  fakeKernel({ namespaces: { [HERE.id]: { replies } }, files });

const scanned = (kernel: ReturnType<typeof fakeKernel>) => scan(kernel, HERE, RANGE);

test('scan() sees listeners with their limits, and connections', () => {
  const seen = scanned(world((request) => answer(request)));
  assert.partialDeepStrictEqual(seen.listeners, [{ waiting: 3, limit: 128 }]);
  assert.partialDeepStrictEqual(seen.states, { listen: 1, established: 1 });
  assert.deepEqual(seen.missing, []);
});

test('scan() tells accepted connections, outgoing ones and abandoned ports apart', () => {
  const sockets = [incoming(5_000), outgoing(40_000), outgoing(700)];
  const connections = sockets.map((parts) => encodeSocket(parts));
  const seen = scanned(
    world((request) => {
      const messages = asksForListeners(request) ? [listener] : connections;
      return [joinBytes([...messages, encodeDone()])];
    }),
  );
  assert.partialDeepStrictEqual(seen.services, [{ port: 80, established: 1 }]);
  assert.partialDeepStrictEqual(seen.destinations, [{ ports: 1, established: 2 }]);
  assert.partialDeepStrictEqual(seen.sources, [{ distinctPorts: 1, inodes: [40_000] }]);
  assert.deepEqual(seen.abandoned, [{ port: 700, timeWait: 0, connections: 1 }]);
});

test('scan() repeats an interrupted dump from the start, counting nothing twice', () => {
  let dumps = 0;
  const seen = scanned(
    world((request) => answer(request, encodeDone({ interrupted: ++dumps <= 2 }))),
  );
  assert.deepEqual(seen.missing, []);
  assert.equal(seen.states.established, 1);
  assert.equal(dumps, 4);
});

test('scan() says so when every repetition is interrupted', () => {
  const seen = scanned(world((request) => answer(request, encodeDone({ interrupted: true }))));
  assert.deepEqual(seen.missing, [{ source: 'sockets', code: 'interrupted' }]);
});

test('scan() repeats a dump that overran, then says so', () => {
  const kernel = world(() => new SysError('recv', 'netlink:sock_diag', 'ENOBUFS'));
  assert.deepEqual(scanned(kernel).missing, [{ source: 'sockets', code: 'ENOBUFS' }]);
  assert.equal(kernel.log.filter((line) => line.startsWith('sockDiag')).length, 6);
});

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt';
const TABLE = `${HEAD}
   0: 00000000:0050 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 77 1
   1: 0100000A:0050 0700000A:1388 01 00000000:00000000 00:00000000 00000000     0        0 78 1
`;

const REFUSALS = [
  ['refused before', () => new SysError('socket', 'netlink:sock_diag', 'EACCES'), 'EACCES'],
  ['refused inside', () => [encodeError(EPERM)], `errno ${EPERM}`],
  ['cut short', () => [client], 'cut short'],
  ['not understood', () => [client.subarray(0, 40)], 'not understood'],
] as const;

for (const [name, replies, code] of REFUSALS) {
  test(`scan() falls back to /proc/net/tcp when the dump is ${name}, and says what is lost`, () => {
    const seen = scanned(world(replies, { '/proc/net/tcp': TABLE }));
    assert.equal(seen.withoutNetlink, true);
    assert.partialDeepStrictEqual(seen.states, { listen: 1, established: 1 });
    assert.equal(seen.listeners[0]?.waiting, 3);
    assert.equal(seen.listeners[0]?.limit, undefined);
    assert.deepEqual(seen.missing, [
      { source: 'listen limits', code },
      { source: 'tcp_info', code },
    ]);
  });

  test(`scan() has no sockets when the dump is ${name} and there is no table either`, () => {
    assert.deepEqual(scanned(world(replies)).missing, [{ source: 'sockets', code }]);
  });
}
