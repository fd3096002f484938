/**
 * Operations on listening sockets: `listen`, `relisten`, `accept`.
 * @module
 */
import { drop, hold, mine, openTcp } from './held.ts';
import { accept4, bind, C, errnoName, listen as listenCall } from './libc.ts';
import type { ListenArgs, Ops, SocketId } from './ops.ts';
import { refused } from './refused.ts';
import { familyOf, sockaddr } from './sockaddr.ts';
import { applyOptions, setInt } from './socket-options.ts';
import { Tallies } from './tally.ts';
import { watch, unwatch } from './reactor.ts';

const ACCEPT_FLAGS = C.SOCK_NONBLOCK | C.SOCK_CLOEXEC;

/** accept4() on a listener: a held socket, or -errno. */
export function acceptOne(listener: SocketId): number {
  const fd = accept4(listener, null, null, ACCEPT_FLAGS);
  return fd < 0 ? fd : hold(fd);
}

/** `listen`. */
export function listen(args: ListenArgs, ownAddress: string): Ops['listen']['result'] {
  const address = args.address ?? ownAddress;
  const listener = openTcp(address);
  try {
    prepare(listener, args, address);
    check(`bind ${address}:${args.port}`, bindTo(listener, address, args.port));
    check(`listen on port ${args.port}`, listenCall(listener, args.backlog));
  } catch (error) {
    drop(listener);
    throw error;
  }
  return { listener };
}

function prepare(fd: SocketId, args: ListenArgs, address: string): void {
  const base = (name: number, on: boolean): number => setInt(fd, C.SOL_SOCKET, name, Number(on));
  check('set SO_REUSEADDR', base(C.SO_REUSEADDR, args.reuseaddr ?? true));
  check('set SO_REUSEPORT', base(C.SO_REUSEPORT, args.reuseport ?? false));
  if (args.v6only !== undefined && familyOf(address) === C.AF_INET6) {
    check('set IPV6_V6ONLY', setInt(fd, C.IPPROTO_IPV6, C.IPV6_V6ONLY, Number(args.v6only)));
  }
  if (args.deferAcceptS !== undefined) {
    check('set TCP_DEFER_ACCEPT', setInt(fd, C.IPPROTO_TCP, C.TCP_DEFER_ACCEPT, args.deferAcceptS));
  }
  applyOptions(fd, args);
}

/** bind(). Answers 0 or -errno. */
export function bindTo(fd: SocketId, address: string, port: number): number {
  const bytes = sockaddr(address, port);
  return bind(fd, bytes, bytes.length);
}

function check(what: string, result: number): void {
  if (result < 0) throw refused(what, errnoName(result));
}

/** `relisten`. */
export function relisten(args: Ops['relisten']['args']): object {
  check('listen again', listenCall(mine(args.listener), args.backlog));
  return {};
}

/** `accept`. */
export async function accept(args: Ops['accept']['args']): Promise<Ops['accept']['result']> {
  const listener = mine(args.listener);
  const sockets: SocketId[] = [];
  const failed = new Tallies();
  acceptWaiting(listener, args.max, sockets, failed);
  if (sockets.length < args.max && (args.timeoutMs ?? 0) > 0) {
    await new Promise<void>((done) => {
      const finish = (): void => (clearTimeout(late), unwatch(listener), done());
      const late = setTimeout(finish, args.timeoutMs);
      watch(listener, C.EPOLLIN, () => {
        acceptWaiting(listener, args.max, sockets, failed);
        if (sockets.length >= args.max) finish();
      });
    });
  }
  return { sockets, failed: failed.read() };
}

function acceptWaiting(listener: SocketId, max: number, into: SocketId[], failed: Tallies): void {
  while (into.length < max) {
    const fd = acceptOne(listener);
    if (fd >= 0) into.push(fd);
    else {
      if (errnoName(fd) !== 'EAGAIN') failed.add(errnoName(fd));
      return;
    }
  }
}
