/**
 * What the sysctl files of this machine ask for, as opposed to what is in force.
 *
 * Source: man 8 sysctl (`--system`), man 5 sysctl.d. A file masks those of the same name in later
 * directories; the rest is read in the order of names, and /etc/sysctl.conf last.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { SysctlSetting } from '../../model/survey.ts';
import type { Kernel } from '../kernel.ts';

/** Earlier masks later. */
const DIRECTORIES = [
  '/etc/sysctl.d',
  '/run/sysctl.d',
  '/usr/local/lib/sysctl.d',
  '/usr/lib/sysctl.d',
  '/lib/sysctl.d',
];

/**
 * The setting in force for each key once all files have been read: the last line that sets it.
 * Files that do not exist are passed over.
 *
 * @param root Prefix of every path, for another tree than this machine's.
 * @throws {SysError} When a file is there and cannot be read: half the settings would mislead.
 */
export function readSysctlFiles(kernel: Kernel, root = ''): SysctlSetting[] {
  const last = new Map<string, SysctlSetting>();
  for (const file of [...filesByName(kernel, root), `${root}/etc/sysctl.conf`]) {
    const text = unlessAbsent(() => kernel.readText(file), '');
    for (const setting of parseSysctlFile(text, file)) last.set(setting.key, setting);
  }
  return [...last.values()];
}

/**
 * Every setting of one file, in its order. A line is `key = value`; `#` and `;` start a comment line,
 * a leading `-` says that a failure does not matter. What is not a setting is passed over.
 */
export function parseSysctlFile(text: string, file: string): SysctlSetting[] {
  return text.split('\n').flatMap((raw, n) => {
    const [, name, value = ''] = /^\s*-?\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(raw) ?? [];
    if (name === undefined) return [];
    return [{ key: dotted(name), value: value.replaceAll(/\s+/g, ' '), file, line: n + 1 }];
  });
}

/**
 * A key whose first separator is a slash has slash and dot the other way round, so that
 * `net/ipv4/conf/eth0.1/mtu` is `net.ipv4.conf.eth0/1.mtu`.
 */
function dotted(key: string): string {
  if (/[./]/.exec(key)?.[0] !== '/') return key;
  return key.replaceAll(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}

function filesByName(kernel: Kernel, root: string): string[] {
  const byName = new Map<string, string>();
  for (const directory of DIRECTORIES) {
    const names = unlessAbsent(() => kernel.listDir(root + directory), []);
    for (const name of names.filter((n) => n.endsWith('.conf'))) {
      if (!byName.has(name)) byName.set(name, `${root}${directory}/${name}`);
    }
  }
  return [...byName.keys()].toSorted().map((name) => byName.get(name) ?? '');
}

function unlessAbsent<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SysError && ['ENOENT', 'ENOTDIR'].includes(error.code)) return otherwise;
    throw error;
  }
}
