/**
 * The few C functions an actor needs, because Node's own sockets always accept, read and hide options.
 * Every function returns what the C function returns, or the negative errno.
 *
 * Source: the man pages of section 2. Constants from asm-generic, the same on x86-64 and arm64.
 * @module
 */
import { constants } from 'node:os';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');

/** A C function that answers -1 and errno, as one that answers -errno. */
function errnoCall(prototype: string): (...args: readonly unknown[]) => number {
  const call = libc.func(prototype);
  return (...args) => {
    const result = call(...args) as number;
    return result < 0 ? -koffi.errno() : result;
  };
}

/** Arguments in the C function's order; the result is 0 or more, or -errno. */
type Call<Args extends readonly unknown[]> = (...args: Args) => number;
type Bytes = Uint8Array | null;

/** `socket(family, type, protocol)`. */
export const socket: Call<[number, number, number]> = errnoCall('int socket(int, int, int)');
/** `bind(fd, sockaddr, length)`. */
export const bind: Call<[number, Bytes, number]> = errnoCall(
  'int bind(int, const void *, unsigned int)',
);
/** `listen(fd, backlog)`. */
export const listen: Call<[number, number]> = errnoCall('int listen(int, int)');
/** `connect(fd, sockaddr, length)`. */
export const connect: Call<[number, Bytes, number]> = errnoCall(
  'int connect(int, const void *, unsigned int)',
);
/** `accept4(fd, null, null, flags)`. */
export const accept4: Call<[number, null, null, number]> = errnoCall(
  'int accept4(int, void *, void *, int)',
);
/** `setsockopt(fd, level, name, value, length)`. */
export const setsockopt: Call<[number, number, number, Bytes, number]> = errnoCall(
  'int setsockopt(int, int, int, const void *, unsigned int)',
);
/** `getsockopt(fd, level, name, value, length in and out)`. */
export const getsockopt: Call<[number, number, number, Bytes, Bytes]> = errnoCall(
  'int getsockopt(int, int, int, void *, void *)',
);
/** `getsockname(fd, sockaddr, length in and out)`. */
export const getsockname: Call<[number, Bytes, Bytes]> = errnoCall(
  'int getsockname(int, void *, void *)',
);
/** `send(fd, bytes, length, flags)`. */
export const send: Call<[number, Bytes, number, number]> = errnoCall(
  'intptr_t send(int, const void *, size_t, int)',
);
/** `sendto(fd, bytes, length, flags, sockaddr, length)`. */
export const sendto: Call<[number, Bytes, number, number, Bytes, number]> = errnoCall(
  'intptr_t sendto(int, const void *, size_t, int, const void *, unsigned int)',
);
/** `recv(fd, bytes, length, flags)`. */
export const recv: Call<[number, Bytes, number, number]> = errnoCall(
  'intptr_t recv(int, void *, size_t, int)',
);
/** `read(fd, bytes, length)`. */
export const read: Call<[number, Bytes, number]> = errnoCall('intptr_t read(int, void *, size_t)');
/** `write(fd, bytes, length)`. */
export const write: Call<[number, Bytes, number]> = errnoCall(
  'intptr_t write(int, const void *, size_t)',
);
/** `shutdown(fd, how)`. */
export const shutdown: Call<[number, number]> = errnoCall('int shutdown(int, int)');
/** `close(fd)`. */
export const close: Call<[number]> = errnoCall('int close(int)');
/** `fcntl(fd, command, 0)`. */
export const fcntl: Call<[number, number, number]> = errnoCall('int fcntl(int, int, int)');
/** `open(path, flags)`. */
export const open: Call<[string, number]> = errnoCall('int open(const char *, int)');
/** `ioctl(fd, request, bytes)`. */
export const ioctl: Call<[number, number, Bytes]> = errnoCall(
  'int ioctl(int, unsigned long, void *)',
);
/** `setns(fd, type)`: the calling thread only. */
export const setns: Call<[number, number]> = errnoCall('int setns(int, int)');
/** `getrlimit(resource, two 64-bit numbers)`. */
export const getrlimit: Call<[number, Bytes]> = errnoCall('int getrlimit(int, void *)');
/** `setrlimit(resource, two 64-bit numbers)`. */
export const setrlimit: Call<[number, Bytes]> = errnoCall('int setrlimit(int, const void *)');
/** `epoll_create1(flags)`. */
export const epollCreate: Call<[number]> = errnoCall('int epoll_create1(int)');
/** `epoll_ctl(epoll, operation, fd, event)`. */
export const epollCtl: Call<[number, number, number, Bytes]> = errnoCall(
  'int epoll_ctl(int, int, int, void *)',
);
/** `epoll_wait(epoll, events, count, timeout in ms)`. */
export const epollWait: Call<[number, Bytes, number, number]> = errnoCall(
  'int epoll_wait(int, void *, int, int)',
);
/** `ppoll(pollfds, count, timespec, null)`. */
export const ppoll: Call<[Bytes, number, Bytes, null]> = errnoCall(
  'int ppoll(void *, unsigned long, const void *, const void *)',
);
const prctl: Call<[number, number, number, number, number]> = errnoCall(
  'int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)',
);

/** How late a timer of this thread may be, ns; 50,000 unless told. `PR_SET_TIMERSLACK`. */
export const setTimerSlackNs = (ns: number): number => prctl(29, ns, 0, 0, 0);

/** Polling ends when its handle is collected as garbage, so handles are kept. */
const handles: unknown[] = [];

/** Calls `ready` from the event loop whenever `fd` (an epoll descriptor, say) is readable. For good. */
export const whenReadable = (fd: number, ready: () => void): void => {
  handles.push(koffi.node.poll(fd, { readable: true }, ready));
};

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, value]) => [value, name]),
);

/** `ECONNREFUSED` for 111 or -111; EWOULDBLOCK is EAGAIN. */
export function errnoName(code: number): string {
  const value = Math.abs(code);
  return value === EAGAIN ? 'EAGAIN' : (NAMES.get(value) ?? `errno ${value}`);
}

/** The errnos that callers tell apart, as positive numbers. */
export const { EAGAIN, EINPROGRESS, EMFILE, ENFILE, ENOBUFS } = constants.errno;

/** Names and numbers of the system call interface. */
export const C = {
  AF_INET: 2,
  AF_INET6: 10,
  AF_NETLINK: 16,
  AF_PACKET: 17,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
  IPPROTO_IP: 0,
  IPPROTO_TCP: 6,
  IPPROTO_IPV6: 41,
  IPPROTO_RAW: 255,
  SOL_SOCKET: 1,
  SO_REUSEADDR: 2,
  SO_ERROR: 4,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_KEEPALIVE: 9,
  SO_LINGER: 13,
  SO_REUSEPORT: 15,
  SO_MAX_PACING_RATE: 47,
  IP_BIND_ADDRESS_NO_PORT: 24,
  IPV6_V6ONLY: 26,
  TCP_NODELAY: 1,
  TCP_MAXSEG: 2,
  TCP_CORK: 3,
  TCP_KEEPIDLE: 4,
  TCP_KEEPINTVL: 5,
  TCP_KEEPCNT: 6,
  TCP_DEFER_ACCEPT: 9,
  TCP_WINDOW_CLAMP: 10,
  TCP_QUICKACK: 12,
  TCP_CONGESTION: 13,
  TCP_USER_TIMEOUT: 18,
  MSG_DONTWAIT: 0x40,
  MSG_NOSIGNAL: 0x4000,
  SHUT_RD: 0,
  SHUT_WR: 1,
  SHUT_RDWR: 2,
  F_GETFD: 1,
  RLIMIT_NOFILE: 7,
  EPOLLIN: 1,
  EPOLLOUT: 4,
  EPOLLERR: 8,
  EPOLLHUP: 16,
  EPOLLRDHUP: 0x2000,
  EPOLL_CTL_ADD: 1,
  EPOLL_CTL_DEL: 2,
  EPOLL_CTL_MOD: 3,
  CLONE_NEWNET: 0x40000000,
} as const;
