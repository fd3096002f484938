/**
 * Which network namespace this thread is in, by a number that is never given again.
 *
 * Source: SO_NETNS_COOKIE, include/uapi/asm-generic/socket.h (since 5.14); net_gen_cookie() in
 * include/net/net_namespace.h.
 * @module
 */
import { SysError } from '../errors.ts';
import type { Libc } from './ffi.ts';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2_000_000;
const SOL_SOCKET = 1;
const SO_NETNS_COOKIE = 71;

/** `Kernel.namespaceCookie`. @throws {SysError} When there is no socket to ask. */
export function namespaceCookie(libc: Libc): bigint | undefined {
  const fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  try {
    const cookie = new BigUint64Array(1);
    libc.getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, new Uint8Array(cookie.buffer));
    return cookie[0];
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOPROTOOPT') return undefined;
    throw error;
  } finally {
    libc.close(fd);
  }
}
