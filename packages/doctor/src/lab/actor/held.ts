/**
 * The sockets an actor holds open, so that an operation can only reach those.
 * @module
 */
import { handshakeLeft } from './handshakes.ts';
import { C, close, errnoName, setsockopt, socket } from './libc.ts';
import type { SocketId, Tally } from './ops.ts';
import { unwatch } from './reactor.ts';
import { refused } from './refused.ts';
import { familyOf } from './sockaddr.ts';
import { Tallies } from './tally.ts';

const held = new Set<SocketId>();

/** A new nonblocking TCP socket of the family of `address`; held. @throws {OpError} */
export function openTcp(address: string): SocketId {
  const fd = tryOpenTcp(address);
  if (fd < 0) throw refused('open a socket', errnoName(fd));
  return fd;
}

/** The same, answering -errno instead of throwing. */
export function tryOpenTcp(address: string): number {
  const flags = C.SOCK_STREAM | C.SOCK_NONBLOCK | C.SOCK_CLOEXEC;
  const fd = socket(familyOf(address), flags, 0);
  return fd < 0 ? fd : hold(fd);
}

/** Holds a socket that came from accept4(). */
export function hold(fd: SocketId): SocketId {
  held.add(fd);
  return fd;
}

/** @throws {OpError} When this actor holds no such socket. */
export function mine(fd: SocketId): SocketId {
  if (!held.has(fd)) throw refused(`use socket ${fd}, which this actor does not hold`, 'EBADF');
  return fd;
}

/** Closes a socket, with RST when `linger0`. Answers 0 or -errno. */
export function drop(fd: SocketId, linger0 = false): number {
  if (!held.delete(fd)) return 0;
  unwatch(fd);
  handshakeLeft(fd);
  if (linger0) setsockopt(fd, C.SOL_SOCKET, C.SO_LINGER, RESET, 8);
  return close(fd);
}

const RESET = Buffer.from(Int32Array.of(1, 0).buffer);

/** Every socket held. */
export const allHeld = (): SocketId[] => [...held];

/** Is it still held? */
export const isHeld = (fd: SocketId): boolean => held.has(fd);

/** Does `work` for each socket and counts how it went: `work` answers 0 or more, or -errno. */
export function forEach(
  sockets: readonly SocketId[],
  work: (fd: SocketId) => number,
): { ok: number; failed: Tally } {
  const failed = new Tallies();
  let ok = 0;
  for (const fd of sockets) {
    const result = work(mine(fd));
    if (result < 0) failed.add(errnoName(result));
    else ok += 1;
  }
  return { ok, failed: failed.read() };
}
