/**
 * Socket options by name.
 *
 * Source: socket(7), tcp(7).
 * @module
 */
import { C, errnoName, setsockopt } from './libc.ts';
import type { SocketOptions } from './ops.ts';
import { refused } from './refused.ts';

const int = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer);

/** Sets one option of a number. Answers 0 or -errno. */
export const setInt = (fd: number, level: number, name: number, value: number): number =>
  setsockopt(fd, level, name, int(value), 4);

/** Sets every option given. @throws {OpError} At the first that the kernel refuses. */
export function applyOptions(fd: number, options: SocketOptions): void {
  for (const [level, name, value] of settings(options)) {
    const bytes = typeof value === 'number' ? int(value) : value;
    const result = setsockopt(fd, level, name, bytes, bytes.length);
    if (result < 0) throw refused(`set option ${level}/${name}`, errnoName(result));
  }
}

type Setting = readonly [level: number, name: number, value: number | Buffer];

function settings(o: SocketOptions): Setting[] {
  const tcp = (name: number, value: number | boolean | undefined): Setting[] =>
    value === undefined ? [] : [[C.IPPROTO_TCP, name, Number(value)]];
  const base = (name: number, value: number | undefined): Setting[] =>
    value === undefined ? [] : [[C.SOL_SOCKET, name, value]];
  return [
    ...base(C.SO_RCVBUF, o.rcvbuf),
    ...base(C.SO_SNDBUF, o.sndbuf),
    ...base(C.SO_MAX_PACING_RATE, o.maxPacingBytesPerSec),
    ...tcp(C.TCP_NODELAY, o.nodelay),
    ...tcp(C.TCP_MAXSEG, o.mssBytes),
    ...tcp(C.TCP_CORK, o.cork),
    ...tcp(C.TCP_QUICKACK, o.quickack),
    ...tcp(C.TCP_WINDOW_CLAMP, o.windowClampBytes),
    ...tcp(C.TCP_USER_TIMEOUT, o.userTimeoutMs),
    ...keepalive(o.keepalive),
    ...(o.congestion === undefined
      ? []
      : [[C.IPPROTO_TCP, C.TCP_CONGESTION, Buffer.from(o.congestion)] as const]),
    ...(o.linger0 === true ? [linger(0)] : []),
    ...(o.lingerS === undefined ? [] : [linger(o.lingerS)]),
  ];
}

/** `struct linger`; with 0 seconds close() resets the connection. */
const linger = (seconds: number): Setting => [
  C.SOL_SOCKET,
  C.SO_LINGER,
  Buffer.from(Int32Array.of(1, seconds).buffer),
];

function keepalive(wish: SocketOptions['keepalive']): Setting[] {
  if (wish === undefined) return [];
  const onOff: Setting = [C.SOL_SOCKET, C.SO_KEEPALIVE, wish === false ? 0 : 1];
  if (typeof wish === 'boolean') return [onOff];
  return [
    onOff,
    [C.IPPROTO_TCP, C.TCP_KEEPIDLE, wish.idleS],
    [C.IPPROTO_TCP, C.TCP_KEEPINTVL, wish.intervalS],
    [C.IPPROTO_TCP, C.TCP_KEEPCNT, wish.probes],
  ];
}
