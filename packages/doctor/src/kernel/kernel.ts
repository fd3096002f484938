/**
 * The one door to the operating system. Everything above it takes a `Kernel` as an argument; only
 * `linux.ts` and `ffi.ts` know what is behind it.
 * @module
 */

/** A network namespace that can be entered. */
export interface NamespaceRef {
  /** Inode of the namespace. */
  readonly id: number;
  /** A file to enter it by, such as `/proc/812/ns/net`; `undefined` is the namespace this process is in. */
  readonly path: string | undefined;
}

/** Who and where this process is. */
export interface Identity {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly arch: string;
  readonly hostname: string;
  /** `uname -r`. */
  readonly release: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly uptimeSeconds: number;
  readonly pid: number;
  /** -1 where there are no user ids. */
  readonly uid: number;
}

/** What a path leads to. */
export interface PathStat {
  readonly inode: number;
  /** Bytes; of `/proc/PID/fd` the number of open descriptors (since 6.2, before that 0). */
  readonly size: number;
  /** Device it lives on. Two files are the same when inode and device are. */
  readonly device: number;
}

/**
 * What the rest of the program may ask of the operating system. Looking changes nothing. It holds
 * descriptors from the first `within` or `sockDiag` on: close it, or declare it with `using`.
 */
export interface Kernel extends Disposable {
  readonly identity: Identity;
  /** Wall clock, ms since 1970. */
  epochMs(): number;
  /** Monotonic clock, ms. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  sleepMs(ms: number, signal?: AbortSignal): Promise<void>;
  /** Reads a whole file. @throws {SysError} */
  readText(path: string): string;
  /**
   * Runs `work`, which must be synchronous, with a path to a directory that is looked up only once: where
   * there are hundreds of namespaces, to find `/proc/sys/net/ipv4` takes longer than to read from it.
   * The path holds until `work` is done.
   * @throws {SysError}
   */
  inDir<T>(path: string, work: (shortcut: string) => T): T;
  /**
   * Names in a directory, in its own order: all of them, or the first `most`.
   * @throws {SysError}
   */
  listDir(path: string, most?: number): string[];
  /** Target of a symbolic link. @throws {SysError} */
  readLink(path: string): string;
  /** What a path leads to, following links. @throws {SysError} */
  stat(path: string): PathStat;
  /**
   * Runs `work` inside a network namespace and comes back; where this already is inside it, `work` runs
   * where it stands. `work` must be synchronous and must not enter another namespace. A process that
   * cannot come back ends itself. Needs CAP_SYS_ADMIN.
   * @throws {SysError} When the namespace cannot be entered (`ESTALE`: the path leads to another
   * one by now); nothing has run then.
   * @throws {UnsupportedError} Without a way to call the system.
   */
  within<T>(namespace: NamespaceRef, work: () => T): T;
  /**
   * Number of the network namespace this thread is in, which no other one has had, or will have, until
   * the host restarts: an inode is given again as soon as its namespace is gone. `undefined` where the
   * kernel cannot tell (before 5.14).
   * @throws {SysError} @throws {UnsupportedError} Without a way to call the system.
   */
  namespaceCookie(): bigint | undefined;
  /**
   * Sends one dump request to the namespace's sock_diag and yields the bytes of each `recvmsg`, up to
   * and including the one that holds NLMSG_DONE or NLMSG_ERROR. Each buffer is valid until the next.
   * An iteration that is given up halfway leaves nothing behind for the next.
   * @throws {SysError} From socket, send or recv (`ENOBUFS`: replies were lost; `ETIMEDOUT`: no
   * reply for 5 s), `EMSGSIZE` when a reply was cut short.
   * @throws {UnsupportedError} Without a way to call the system.
   */
  sockDiag(namespace: NamespaceRef, request: Uint8Array): Iterable<Uint8Array>;
  /** Gives back every descriptor. The kernel can be used again afterwards. */
  close(): void;
}
