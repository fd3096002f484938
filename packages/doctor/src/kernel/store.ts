/**
 * The part of the door through which a machine is changed: sysctls, and files that survive a crash.
 * Apart from `Kernel`, so that what only looks cannot change anything even by mistake. Each operation
 * is one step that can fail or be the last one before a crash; what makes them safe together is above.
 * @module
 */

/** A lock that is held. It is given back on disposal and, by the kernel, when the process ends. */
export type Lock = Disposable;

/** What changing a machine needs. Everything is synchronous: nothing else runs in between. */
export interface Store {
  /**
   * Makes a directory for its owner alone, and those above it, on disk when this returns. One that is
   * there stays as it is.
   * @throws {SysError} `EXPOSED`: somebody else owns it or may write into it.
   */
  makeDir(path: string): void;
  /**
   * Makes a new file and writes the whole text. It is not yet safe on disk.
   * @param mode Permissions: `0o600`.
   * @throws {SysError} `EEXIST`; after another code a part of it may be there.
   */
  create(path: string, text: string, mode: number): void;
  /** Waits until a file's content, or a directory's names, are on disk. @throws {SysError} */
  sync(path: string): void;
  /** Gives a file another name in the same file system; one that has it already is gone then. @throws {SysError} */
  rename(from: string, to: string): void;
  /** Removes a file. @throws {SysError} */
  remove(path: string): void;
  /**
   * Writes to a file under /proc/sys with one `write`. Inside `Kernel.within` it is the one of that
   * namespace. A refused write may all the same have changed a part of a tuple: read it back.
   * @throws {SysError}
   */
  writeSysctl(path: string, text: string): void;
  /**
   * Takes a lock, and makes its file when there is none. Never waits.
   * @returns `undefined` when somebody holds it.
   * @throws {SysError} When the file cannot be made. @throws {UnsupportedError}
   */
  lock(path: string): Lock | undefined;
  /** Ends a process at once. @throws {SysError} `ESRCH` */
  kill(pid: number): void;
}
