import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SysError } from '../errors.ts';
import { encodeDone, encodeError, encodeSocket } from '../wire/inet-diag-reply.ts';
import type { Libc } from './ffi.ts';
import { sockDiagSockets } from './linux-sock-diag.ts';

const HERE = { id: 1, path: undefined };
const SOCKET = encodeSocket({ inode: 7 });
const refused = (op: string, code: string) => new SysError(op, 'netlink:sock_diag', code);

type Reply = Uint8Array | SysError | { readonly length: number };

/** A libc whose netlink brings these replies, in order, and that keeps account of its sockets. */
function scripted(replies: readonly Reply[]) {
  const open = new Set<number>();
  const failures: SysError[] = [];
  let next = 0;
  let made = 0;
  const libc: Libc = {
    socket() {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      made += 1;
      open.add(made);
      return made;
    },
    send: (_fd, bytes) => bytes.length,
    recv(fd, into) {
      assert.ok(open.has(fd), 'recv on a closed socket');
      const reply = replies[next++] ?? refused('recv', 'EAGAIN');
      if (reply instanceof SysError) throw reply;
      if (reply instanceof Uint8Array) into.set(reply);
      return reply.length;
    },
    setsockopt: () => {},
    getsockopt: () => {},
    setns: () => {},
    close: (fd) => assert.ok(open.delete(fd), 'closed twice'),
    exitNow: () => {},
  };
  const sockets = sockDiagSockets(
    () => libc,
    (_, work) => work(),
  );
  const dump = (id = 1) =>
    [...sockets.dump({ ...HERE, id }, new Uint8Array(72))].map((reply) => reply.length);
  const fail = (...errors: SysError[]) => void failures.push(...errors);
  return { sockets, dump, open, fail, made: () => made };
}

test('sockDiag() yields replies up to the end of the dump and keeps its socket', () => {
  const { dump, open, made, sockets } = scripted([SOCKET, encodeDone(), SOCKET, encodeDone()]);
  assert.deepEqual(dump(), [SOCKET.length, encodeDone().length]);
  assert.deepEqual(dump(), [SOCKET.length, encodeDone().length]);
  assert.equal(made(), 1);
  sockets.close();
  assert.equal(open.size, 0);
});

test('sockDiag() sees an end behind sockets in the same reply', () => {
  const { dump } = scripted([Buffer.concat([SOCKET, SOCKET, encodeDone()])]);
  assert.equal(dump().length, 1);
});

test('sockDiag() ends at a refusal by the kernel', () => {
  const { dump, open } = scripted([encodeError(2)]);
  assert.equal(dump().length, 1);
  assert.equal(open.size, 1);
});

for (const [why, reply, code] of [
  ['a lost reply', refused('recv', 'ENOBUFS'), 'ENOBUFS'],
  ['no reply in time', refused('recv', 'EAGAIN'), 'ETIMEDOUT'],
  ['a reply longer than the buffer', { length: 100_000 }, 'EMSGSIZE'],
  ['an empty reply', { length: 0 }, 'EBADMSG'],
] as const) {
  test(`sockDiag() reports ${why} and drops its socket`, () => {
    const { dump, open, made } = scripted([SOCKET, reply, encodeDone()]);
    assert.throws(() => dump(), { name: 'SysError', op: 'recv', code });
    assert.equal(open.size, 0);
    dump();
    assert.equal(made(), 2);
  });
}

test('sockDiag() drops the socket of a dump given up halfway', () => {
  const { sockets, open, dump, made } = scripted([SOCKET, encodeDone()]);
  for (const reply of sockets.dump(HERE, new Uint8Array(72))) {
    assert.equal(reply.length, SOCKET.length);
    break;
  }
  assert.equal(open.size, 0);
  dump();
  assert.equal(made(), 2);
});

test('sockDiag() keeps the socket when the reader stops at the last reply', () => {
  const { sockets, open } = scripted([encodeDone()]);
  for (const _ of sockets.dump(HERE, new Uint8Array(72))) break;
  assert.equal(open.size, 1);
});

test('sockDiag() gives two dumps at a time a socket and a buffer each', () => {
  const { sockets, made, open } = scripted([SOCKET, encodeDone(), encodeDone(), encodeDone()]);
  const first = sockets.dump(HERE, new Uint8Array(72))[Symbol.iterator]();
  const held: Uint8Array = first.next().value;
  const second = [...sockets.dump(HERE, new Uint8Array(72))];
  assert.deepEqual(held, SOCKET);
  assert.equal(second.length, 1);
  assert.equal(made(), 2);
  while (first.next().done !== true);
  assert.equal(open.size, 1);
});

test('sockDiag() out of descriptors closes the sockets at rest and tries again, once', () => {
  const full = refused('socket', 'EMFILE');
  const { dump, open, fail } = scripted([encodeDone(), encodeDone()]);
  dump(1);
  fail(full);
  dump(2);
  assert.deepEqual([...open], [2]);
  fail(full, full);
  assert.throws(() => dump(3), { code: 'EMFILE' });
  assert.equal(open.size, 0);
});
