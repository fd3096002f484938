/**
 * Operations on held sockets, one call each: `send`, `recv`, `shutdown`, `close`, `setsockopt`, `inspect`.
 * @module
 */
import { socketError } from './connecting.ts';
import { allHeld, drop, forEach, mine } from './held.ts';
import {
  C,
  errnoName,
  getsockname,
  getsockopt,
  recv as recvCall,
  send as sendCall,
  shutdown as shutdownCall,
} from './libc.ts';
import type { Ops } from './ops.ts';
import { applyOptions } from './socket-options.ts';
import { Tallies } from './tally.ts';

/** Sent and received bytes nobody looks at. Up to 1 MB in one call. */
export const SCRATCH: Buffer = Buffer.alloc(1 << 20, 0x78);
const FLAGS = C.MSG_DONTWAIT | C.MSG_NOSIGNAL;

/** send() of so many meaningless bytes, at most 1 MB. Answers bytes taken, or -errno. */
export const sendBytes = (fd: number, bytes: number): number =>
  sendCall(fd, SCRATCH, Math.min(bytes, SCRATCH.length), FLAGS);

/** send() of these bytes. Answers bytes taken, or -errno. */
export const sendText = (fd: number, text: Buffer): number =>
  sendCall(fd, text, text.length, FLAGS);

const TRASH = Buffer.alloc(1 << 18);

/** recv() of up to so many bytes, thrown away, at most 256 KB. 0 is the peer's FIN; else -errno. */
export const recvBytes = (fd: number, bytes: number): number =>
  recvCall(fd, TRASH, Math.min(bytes, TRASH.length), C.MSG_DONTWAIT);

/** `send`. */
export function send(args: Ops['send']['args']): Ops['send']['result'] {
  let bytes = 0;
  const result = forEach(args.sockets, (fd) => {
    const sent = sendBytes(fd, args.bytes);
    bytes += Math.max(0, sent);
    return sent;
  });
  return { ...result, bytes };
}

/** `recv`: what is there now, or within `timeoutMs`. */
export async function recv(args: Ops['recv']['args']): Promise<Ops['recv']['result']> {
  const failed = new Tallies();
  const open = new Map(args.sockets.map((fd) => [mine(fd), args.max]));
  const until = performance.now() + (args.timeoutMs ?? 0);
  let bytes = 0;
  let eof = 0;
  const pass = (last: boolean): void => {
    for (const [fd, want] of open) {
      const got = recvBytes(fd, want);
      bytes += Math.max(0, got);
      if (got > 0 && got < want) open.set(fd, want - got);
      else if (got >= 0 || errnoName(got) !== 'EAGAIN' || last) open.delete(fd);
      if (got === 0) eof += 1;
      const nothingYet = errnoName(got) !== 'EAGAIN' || want === args.max;
      if (got < 0 && !open.has(fd) && nothingYet) failed.add(errnoName(got));
    }
  };
  do {
    pass(performance.now() >= until);
    if (open.size > 0) await new Promise((soon) => setTimeout(soon, 2));
  } while (open.size > 0 && performance.now() < until);
  pass(true);
  const failures = failed.read();
  const lost = Object.values(failures).reduce((sum, n) => sum + n, 0);
  return { ok: args.sockets.length - lost, failed: failures, bytes, eof };
}

/** `shutdown`. */
export function shutdown(args: Ops['shutdown']['args']): Ops['shutdown']['result'] {
  const how = { read: C.SHUT_RD, write: C.SHUT_WR, both: C.SHUT_RDWR }[args.how ?? 'write'];
  return forEach(args.sockets, (fd) => shutdownCall(fd, how));
}

/** `close`. */
export function close(args: Ops['close']['args']): Ops['close']['result'] {
  const sockets = args.sockets === 'all' ? allHeld() : args.sockets;
  return forEach(sockets, (fd) => drop(fd, args.linger0));
}

/** `setsockopt`. */
export function setOptions(args: Ops['setsockopt']['args']): Ops['setsockopt']['result'] {
  return forEach(args.sockets, (fd) => (applyOptions(fd, args.options), 0));
}

/** `TCP_INFO`; its first byte is the state. */
const TCP_INFO = 11;

/** `inspect`. */
export function inspect(args: Ops['inspect']['args']): Ops['inspect']['result'] {
  return {
    sockets: args.sockets.map((fd) => {
      const error = socketError(mine(fd));
      const code = error === 0 ? undefined : errnoName(error);
      return { socket: fd, error: code, localPort: localPort(fd), state: state(fd) };
    }),
  };
}

function localPort(fd: number): number {
  const name = Buffer.alloc(28);
  getsockname(fd, name, Buffer.from(Int32Array.of(28).buffer));
  return name.readUInt16BE(2);
}

function state(fd: number): number {
  const info = Buffer.alloc(4);
  getsockopt(fd, C.IPPROTO_TCP, TCP_INFO, info, Buffer.from(Int32Array.of(4).buffer));
  return info[0] ?? 0;
}
