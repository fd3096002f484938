/**
 * The sysctl files of a machine or of an image: what is there, before any tool picks from it.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { parseSysctlFile } from './parse-file.ts';
import type { SysctlLine } from './parse-file.ts';
import { followLinks } from './follow-links.ts';

/** What a path leads to. */
export type FileState =
  | 'file'
  /** `/dev/null`: says that a file of this name shall do nothing. */
  | 'null'
  /** A link to nothing. */
  | 'dangling'
  | 'directory'
  | 'unreadable';

/** One entry of a directory that tools read, or `/etc/sysctl.conf`. */
export interface SysctlFile {
  /** Path as the machine sees it, without the root of a tree. */
  readonly path: string;
  readonly name: string;
  /** Its directory: `/etc/sysctl.d`. */
  readonly directory: string;
  readonly state: FileState;
  /** Where it really is, links followed; the same for two names of one file. */
  readonly realPath: string;
  /** Empty unless it is a file. */
  readonly lines: readonly SysctlLine[];
}

/** Everything that any tool may look at. */
export interface SysctlTree {
  /** By directory in the order of precedence, then as listed. */
  readonly entries: readonly SysctlFile[];
  /** `/etc/sysctl.conf`, when it is there. */
  readonly sysctlConf?: SysctlFile;
  /**
   * Whether systemd reads it at boot: not where there are programs but no systemd-sysctl, as on Alpine
   * or in most containers. A tree of files alone is taken for one of a machine with systemd.
   */
  readonly withSystemd: boolean;
  /** Modules that are loaded at boot before any sysctl file is read: modules-load.d(5). */
  readonly bootModules: ReadonlySet<string>;
}

/** Directories of sysctl files; a file masks those of its name further down. */
export const DIRECTORIES = [
  '/etc/sysctl.d',
  '/run/sysctl.d',
  '/usr/local/lib/sysctl.d',
  '/usr/lib/sysctl.d',
  '/lib/sysctl.d',
] as const;

/**
 * Reads a tree. What cannot be read is noted, never thrown.
 *
 * @param root Prefix of every path: `''` is this machine, else the folder of an image.
 */
export function readTree(kernel: Kernel, root: string): SysctlTree {
  const entries = ownDirectories(kernel, root, DIRECTORIES).flatMap((directory) =>
    namesIn(kernel, root + directory).map((name) => readEntry(kernel, root, directory, name)),
  );
  const conf = readEntry(kernel, root, '/etc', 'sysctl.conf');
  const isThere = conf.state !== 'dangling' || namesIn(kernel, `${root}/etc`).includes(conf.name);
  return {
    entries,
    ...(isThere ? { sysctlConf: conf } : {}),
    withSystemd: withSystemd(kernel, root),
    bootModules: bootModules(kernel, root),
  };
}

/** Without those that are another name of one before: `/lib` is `/usr/lib` on most machines. */
function ownDirectories(kernel: Kernel, root: string, all: readonly string[]): string[] {
  const seen = new Set<string>();
  return all.filter((directory) => {
    const real = followLinks(kernel, root, directory);
    const isNew = !seen.has(real);
    seen.add(real);
    return isNew;
  });
}

/** Reads one file by its path inside `root`, whatever it is. */
export function readEntry(
  kernel: Kernel,
  root: string,
  directory: string,
  name: string,
): SysctlFile {
  const path = `${directory}/${name}`;
  const realPath = followLinks(kernel, root, path);
  const place = { path, name, directory, realPath };
  if (realPath === '/dev/null') return { ...place, state: 'null', lines: [] };
  try {
    const text = kernel.readText(root + realPath);
    return { ...place, state: 'file', lines: parseSysctlFile(text) };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return { ...place, state: STATES[error.code] ?? 'unreadable', lines: [] };
  }
}

const STATES: Readonly<Record<string, FileState>> = {
  ENOENT: 'dangling',
  ENOTDIR: 'dangling',
  ELOOP: 'dangling',
  EISDIR: 'directory',
};

function withSystemd(kernel: Kernel, root: string): boolean {
  const names = (path: string): string[] => namesIn(kernel, root + followLinks(kernel, root, path));
  const folders = ['/usr/lib/systemd', '/lib/systemd'];
  if (folders.some((path) => names(path).includes('systemd-sysctl'))) return true;
  return names('/usr/bin').length + names('/bin').length === 0;
}

function namesIn(kernel: Kernel, path: string): string[] {
  try {
    return kernel.listDir(path);
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

function bootModules(kernel: Kernel, root: string): Set<string> {
  const directories = DIRECTORIES.map((path) => path.replace('sysctl.d', 'modules-load.d'));
  const texts = directories.flatMap((directory) =>
    namesIn(kernel, root + directory)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => readEntry(kernel, root, directory, name)),
  );
  const lines = texts.flatMap((file) => file.lines).filter((line) => line.kind !== 'comment');
  return new Set(lines.map(({ text }) => text.replaceAll('-', '_')));
}
