/**
 * What stages there are, on disk, so that the next run can remove what a killed one left behind.
 *
 * A record names its owner by pid and start time; a namespace's name carries the pid too. Only
 * namespaces with such a name, whose owner is gone, are ever removed.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SysError } from '../errors.ts';
import { memoryGroups, removeMemoryGroup } from './memory-group.ts';

/** Where the records are; gone after a reboot, as the namespaces are. */
export const REGISTRY = '/run/tcpd-lab';
const NETNS = '/run/netns';

interface Record {
  readonly id: string;
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, clock ticks after boot. */
  readonly startTicks: string;
  readonly names: readonly string[];
}

/** A new stage id: the owner's pid and four random letters. */
export const newId = (): string =>
  `${process.pid}x${Math.floor(Math.random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0')}`;

/** Owner's pid in the name of a stage's namespace or control group; `undefined` when the name is not one of the lab's. */
export function ownerPid(name: string): number | undefined {
  const pid = /^tcpd-(\d+)x[a-z0-9]+-[csrg]$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** Writes the record; before the namespaces are made. @throws {SysError} When it cannot be kept. */
export function register(id: string, names: readonly string[]): void {
  const record: Record = { id, pid: process.pid, startTicks: startTicks(process.pid) ?? '', names };
  const path = recordPath(id);
  try {
    mkdirSync(REGISTRY, { recursive: true });
    writeFileSync(path, JSON.stringify(record));
  } catch (cause) {
    rmSync(path, { force: true });
    const { code = 'EUNKNOWN' } = cause as NodeJS.ErrnoException;
    throw new SysError('write', path, code, { cause });
  }
}

/** Removes the record; after the namespaces are gone. */
export const unregister = (id: string): void => rmSync(recordPath(id), { force: true });

const recordPath = (id: string): string => join(REGISTRY, `${id}.json`);

/** Start time of a process; `undefined` when there is none. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined; // no such process
  }
}

/** Removes the stages of owners that are gone. Answers the names of the namespaces removed. */
export function sweep(): string[] {
  const records = readRecords();
  const dead = records.filter((r) => startTicks(r.pid) !== r.startTicks);
  const living = new Set(records.filter((r) => !dead.includes(r)).flatMap((r) => r.names));
  const left = list(NETNS).filter((name) => {
    const pid = ownerPid(name);
    if (pid === undefined || living.has(name)) return false;
    return dead.some((r) => r.names.includes(name)) || startTicks(pid) === undefined;
  });
  for (const name of left) removeNamespace(name);
  for (const name of memoryGroups()) {
    const pid = ownerPid(name);
    if (pid !== undefined && startTicks(pid) === undefined) removeMemoryGroup(name);
  }
  for (const record of dead) unregister(record.id);
  return left;
}

function readRecords(): Record[] {
  return list(REGISTRY)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(REGISTRY, file), 'utf8')) as Record];
      } catch {
        return []; // being written or removed at this moment: its owner lives
      }
    });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no namespace was ever made here
  }
}

/**
 * Ends the processes inside a stage's namespace and removes it. Synchronous: also runs while the
 * process exits. Refuses names that the lab does not give.
 */
export function removeNamespace(name: string): void {
  if (ownerPid(name) === undefined) throw new Error(`Cannot remove ${name}: not a lab namespace`);
  const pids = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).stdout ?? '';
  for (const pid of pids.split('\n').map(Number)) {
    if (pid > 1 && pid !== process.pid && livesThere(pid)) end(pid);
  }
  spawnSync('ip', ['netns', 'del', name]);
}

/** A doctor on its rounds is inside for a moment, with its main thread only: it is let go. */
function livesThere(pid: number): boolean {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const places = threads.map((thread) => readlinkSync(`/proc/${pid}/task/${thread}/ns/net`));
    return new Set(places).size === 1;
  } catch {
    return false; // it has ended
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
