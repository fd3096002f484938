/**
 * Counters and settings of a namespace, all in one visit, and what is missing of them.
 * @module
 */
import { basename, dirname } from 'node:path/posix';
import { DecodeError, SysError, UnsupportedError } from '../errors.ts';
import type { Kernel, NamespaceRef } from '../kernel/kernel.ts';
import { readConntrack } from '../kernel/proc/conntrack.ts';
import { readLocalAddresses } from '../kernel/proc/local-addresses.ts';
import { readSnmpTable } from '../kernel/proc/snmp-table.ts';
import { readSnmp6 } from '../kernel/proc/snmp6.ts';
import { readSockstat } from '../kernel/proc/sockstat.ts';
import { sysctlPath } from '../kernel/proc/sysctl-path.ts';
import type { Conntrack, Counters, Missing, Sockstat } from '../model/snapshot.ts';
import { MORE_SYSCTL_KEYS, SYSCTL_KEYS } from './sysctl-keys.ts';

/** What one visit to a namespace read. */
export interface Readings {
  readonly counters: Counters;
  readonly sockstat: Sockstat | undefined;
  readonly conntrack: Conntrack | undefined;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly missing: readonly Missing[];
}

/** Those that rules compare, or all that anybody asks for. */
export type WhichSysctls = 'compared' | 'every';

type AskedSysctls = WhichSysctls | Readings['sysctls'];

/** A namespace that cannot be entered. */
export interface Closed {
  /** `vanished`, or the errno: a capability does not reach into another user namespace. */
  readonly closed: string;
}

/** How entering a namespace fails when it has gone: no such file, or the path leads elsewhere by now. */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ESTALE']);

/** Runs `work` inside a namespace. All of a look is one visit: there and back again takes 0.1 ms. */
export function visit<T>(kernel: Kernel, namespace: NamespaceRef, work: () => T): T | Closed {
  try {
    return kernel.within(namespace, work);
  } catch (error) {
    const code = codeOf(error);
    return { closed: GONE.has(code) ? 'vanished' : code };
  }
}

/**
 * Reads everything but sockets inside a namespace. What cannot be read is noted, never thrown.
 *
 * @param asked Its sysctls: those of an earlier look, for they are read once and cost more than all
 *   counters; else which to read.
 */
export function readNamespace(
  kernel: Kernel,
  namespace: NamespaceRef,
  asked: AskedSysctls = 'compared',
): Readings | Closed {
  return visit(kernel, namespace, () => readHere(kernel, asked));
}

/** Addresses of a namespace's own; none where they cannot be read. */
export function readAddresses(kernel: Kernel, namespace: NamespaceRef): readonly string[] {
  try {
    return kernel.within(namespace, () => readLocalAddresses(kernel));
  } catch (error) {
    codeOf(error);
    return [];
  }
}

function readHere(kernel: Kernel, asked: AskedSysctls): Readings {
  const missing: Missing[] = [];
  const read = <T>(source: string, work: () => T, optional?: 'optional'): T | undefined =>
    orMiss(source, work, missing, optional);
  const sysctls = typeof asked === 'object' ? asked : readSysctls(kernel, asked, missing);
  return {
    counters: Object.assign(
      read('netstat', () => readSnmpTable(kernel)) ?? {},
      read('snmp6', () => readSnmp6(kernel), 'optional'),
    ),
    sockstat: read('sockstat', () => readSockstat(kernel)),
    conntrack: read('conntrack', () => conntrackHere(kernel, sysctls)),
    sysctls,
    missing,
  };
}

/** Its size is a sysctl too: where there are none, its absence says nothing. */
function conntrackHere(kernel: Kernel, sysctls: Readings['sysctls']): Conntrack | undefined {
  const conntrack = readConntrack(kernel);
  if (conntrack !== undefined || Object.keys(sysctls).length > 0) return conntrack;
  throw new SysError('read', '/proc/sys/net', 'ENOENT');
}

/** Sysctls of one directory. */
interface SysctlDir {
  readonly path: string;
  readonly files: readonly { readonly key: string; readonly name: string }[];
}

function dirsOf(keys: readonly string[]): SysctlDir[] {
  const files = keys.map((key) => ({ key, name: basename(sysctlPath(key)) }));
  const dirs = Map.groupBy(files, ({ key }) => dirname(sysctlPath(key)));
  return [...dirs].map(([path, some]) => ({ path, files: some }));
}

const SYSCTLS = {
  compared: dirsOf(SYSCTL_KEYS),
  every: dirsOf([...SYSCTL_KEYS, ...MORE_SYSCTL_KEYS]),
};

/** Any kernel lacks some of these keys, but none lacks them all. */
function readSysctls(
  kernel: Kernel,
  which: WhichSysctls,
  missing: Missing[],
): Record<string, string> {
  const sysctls: Record<string, string> = {};
  const refused: Missing[] = [];
  const orRefused = <T>(work: () => T) => orMiss('sysctls', work, refused, 'optional');
  const readAll = (dir: string, files: SysctlDir['files']): void => {
    for (const { key, name } of files) {
      const text = orRefused(() => kernel.readText(`${dir}/${name}`));
      if (text !== undefined) sysctls[key] = text.trim().replaceAll(/\s+/g, ' ');
    }
  };
  for (const { path, files } of SYSCTLS[which]) {
    orRefused(() => kernel.inDir(path, (dir) => readAll(dir, files)));
  }
  const isEmpty = Object.keys(sysctls).length === 0;
  const [first = isEmpty ? { source: 'sysctls', code: 'ENOENT' } : undefined] = refused;
  if (first !== undefined) missing.push(first);
  return sysctls;
}

/** The value, or `undefined` and a note; no note where the file of something optional does not exist. */
function orMiss<T>(
  source: string,
  work: () => T,
  missing: Missing[],
  optional?: 'optional',
): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT' || optional === undefined) missing.push({ source, code });
    return undefined;
  }
}

/** Why something could not be read. @throws Whatever is not ours. */
function codeOf(error: unknown): string {
  if (error instanceof SysError) return error.code;
  if (error instanceof UnsupportedError) return `no ${error.feature}`;
  if (error instanceof DecodeError) return 'not understood';
  throw error;
}
