/**
 * A control group of the lab's own, in which TCP may take so much memory and no more. It is made for
 * a stage, holds only actors of that stage, and is removed with it.
 *
 * Only version 1 of control groups limits TCP alone (`memory.kmem.tcp.limit_in_bytes`); the
 * `memory.max` of version 2 holds for a program's own memory as well, Node's included, so that a limit
 * which TCP feels would end the program first.
 *
 * Source: Documentation/admin-guide/cgroup-v1/memory.rst, 2.7.1.
 * @module
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SysError } from '../errors.ts';

const LIMIT = 'memory.kmem.tcp.limit_in_bytes';

/** The group of a stage. */
export interface MemoryGroup {
  /** From now on new sockets of this process count. */
  readonly add: (pid: number) => void;
  /** Bytes that TCP may take; the kernel rounds up to pages. */
  readonly limit: (bytes: number) => void;
}

/** Where this machine has the hierarchy that limits the memory of TCP; `undefined`: nowhere. */
function mountPoint(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const words = mounts.map((line) => line.split(' '));
  const mount = words.find(
    ([, , type, options = '']) => type === 'cgroup' && options.split(',').includes('memory'),
  );
  return mount?.[1];
}

/** Why no group can be made here; `undefined`: it can. */
export function memoryGroupReason(): string | undefined {
  const at = mountPoint();
  if (at === undefined) return 'no memory hierarchy of version 1 is mounted';
  try {
    accessSync(at, constants.W_OK);
    accessSync(join(at, LIMIT), constants.R_OK);
    return undefined;
  } catch (error) {
    return `${at}: ${(error as NodeJS.ErrnoException).code}`;
  }
}

/** Makes the group of a stage. @throws {SysError} */
export function makeMemoryGroup(name: string): MemoryGroup {
  const at = mountPoint();
  if (at === undefined) throw new SysError('make', `control group ${name}`, 'ENOENT');
  const folder = join(at, name);
  mkdirSync(folder, { recursive: true });
  const write = (file: string, value: number): void =>
    writeFileSync(join(folder, file), String(value));
  return {
    add: (pid) => write('cgroup.procs', pid),
    limit: (bytes) => write(LIMIT, bytes),
  };
}

/** Name of the group of a stage. */
export const groupOf = (id: string): string => `tcpd-${id}-g`;

/** Names of all groups; empty where there is no such hierarchy. */
export function memoryGroups(): string[] {
  const at = mountPoint();
  return at === undefined ? [] : readdirSync(at);
}

/**
 * Removes a group whose processes have ended; one that was never made is no error. Synchronous: also
 * runs while the process exits. A group that is still in use then is left to the next sweep.
 */
export function removeMemoryGroup(name: string): void {
  const at = mountPoint();
  if (at === undefined || !existsSync(join(at, name))) return;
  for (let n = 0; n < TRIES; n += 1) {
    if (removed(join(at, name))) return;
    Atomics.wait(PAUSE, 0, 0, 10); // a process that was killed just now is still in it
  }
}

const TRIES = 50;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    if (code === 'EBUSY') return false;
    throw error;
  }
}
