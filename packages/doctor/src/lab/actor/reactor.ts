/**
 * One epoll descriptor for all of an actor's sockets, hung into Node's own event loop, so that
 * thousands of sockets cost nothing while they are quiet.
 *
 * Source: epoll(7). `struct epoll_event` is packed on x86-64 only.
 * @module
 */
import { C, epollCreate, epollCtl, epollWait, errnoName, whenReadable } from './libc.ts';

/** Called with the EPOLL bits that are set. */
export type Watcher = (events: number) => void;

const PACKED = process.arch === 'x64';
const EVENT_BYTES = PACKED ? 12 : 16;
const DATA_AT = PACKED ? 4 : 8;
/** Events handled before Node's own events get their turn. */
const BATCH = 512;

const epoll = epollCreate(C.SOCK_CLOEXEC);
const buffer = Buffer.alloc(EVENT_BYTES * BATCH);
const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
const one = Buffer.alloc(EVENT_BYTES);
const oneView = new DataView(one.buffer, one.byteOffset, one.length);
const watchers = new Map<number, Watch>();

interface Watch {
  readonly events: number;
  readonly watcher: Watcher;
}

whenReadable(epoll, dispatch);

function dispatch(): void {
  const count = epollWait(epoll, buffer, BATCH, 0);
  for (let n = 0; n < count; n++) {
    const at = n * EVENT_BYTES;
    watchers.get(view.getInt32(at + DATA_AT, true))?.watcher(view.getUint32(at, true));
  }
}

function control(operation: number, fd: number, events: number): void {
  oneView.setUint32(0, events, true);
  oneView.setInt32(DATA_AT, fd, true);
  const result = epollCtl(epoll, operation, fd, one);
  if (result < 0) throw new Error(`Cannot watch descriptor ${fd}: ${errnoName(result)}`);
}

/** Calls `watcher` whenever any of `events` holds (level-triggered); replaces an earlier watcher. */
export function watch(fd: number, events: number, watcher: Watcher): void {
  const before = watchers.get(fd)?.events;
  if (before === undefined) control(C.EPOLL_CTL_ADD, fd, events);
  else if (before !== events) control(C.EPOLL_CTL_MOD, fd, events);
  watchers.set(fd, { events, watcher });
}

/** Stops watching. Call it before the descriptor is closed. Harmless when it was not watched. */
export function unwatch(fd: number): void {
  if (watchers.delete(fd)) control(C.EPOLL_CTL_DEL, fd, 0);
}
