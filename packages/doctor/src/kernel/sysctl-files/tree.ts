/**
 * The sysctl files of a machine or of an image: what is there, before any tool picks from it.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Kernel } from '../kernel.ts';
import { linksIn } from './follow-links.ts';
import type { Follow } from './follow-links.ts';
import { parseSysctlFile } from './parse-file.ts';
import type { SysctlLine } from './parse-file.ts';

/** What a path leads to. */
export type FileState =
  | 'file'
  /** `/dev/null`: says that a file of this name shall do nothing. */
  | 'null'
  /** A link to nothing. */
  | 'dangling'
  | 'directory'
  /** A file that is no text: it has NUL bytes. */
  | 'binary'
  | 'unreadable';

/** One entry of a directory that tools read, or `/etc/sysctl.conf`. */
export interface SysctlFile {
  /** Path as the machine sees it, without the root of a tree. */
  readonly path: string;
  readonly name: string;
  /** Its directory: `/etc/sysctl.d`. */
  readonly directory: string;
  readonly state: FileState;
  /** Why it could not be read; only of what is unreadable. */
  readonly error?: SysError;
  /** Where it really is, links followed; the same for two names of one file. */
  readonly realPath: string;
  /** Empty unless it is a file that could be read. */
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
  const follow = linksIn(kernel, root);
  const read = (directory: string, name: string): SysctlFile =>
    readEntry(kernel, root, `${directory}/${name}`, follow);
  const entries = ownDirectories(DIRECTORIES, follow).flatMap((directory) =>
    namesIn(kernel, root + follow(directory)).map((name) => read(directory, name)),
  );
  const conf = read('/etc', 'sysctl.conf');
  const isThere = conf.state !== 'dangling' || namesIn(kernel, `${root}/etc`).includes(conf.name);
  return {
    entries,
    ...(isThere ? { sysctlConf: conf } : {}),
    withSystemd: withSystemd(kernel, root, follow),
  };
}

/** Without those that are another name of one before: `/lib` is `/usr/lib` on most machines. */
function ownDirectories(all: readonly string[], follow: Follow): string[] {
  const seen = new Set<string>();
  return all.filter((directory) => {
    const real = follow(directory);
    const isNew = !seen.has(real);
    seen.add(real);
    return isNew;
  });
}

function readEntry(kernel: Kernel, root: string, path: string, follow: Follow): SysctlFile {
  const realPath = follow(path);
  const place = { ...placeOf(path), realPath };
  if (realPath === '/dev/null') return { ...place, state: 'null', lines: [] };
  try {
    return { ...place, ...contentOf(readSmall(kernel, root + realPath)) };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const state = STATES[error.code];
    return state === undefined
      ? { ...place, state: 'unreadable', error, lines: [] }
      : { ...place, state, lines: [] };
  }
}

/** Thousands of times what any sysctl file has; more is a mistake, and no reason to run out of memory. */
const MAX_BYTES = 8_388_608;

/**
 * The text of a file.
 *
 * @throws {SysError} When it cannot be read; `EFBIG` when it is no sysctl file by its size.
 */
export function readSmall(kernel: Kernel, path: string): string {
  if (sizeOf(kernel, path) > MAX_BYTES) throw new SysError('read', path, 'EFBIG');
  return kernel.readText(path);
}

/** 0 where there is nothing: reading says why. */
function sizeOf(kernel: Kernel, path: string): number {
  try {
    return kernel.stat(path).size;
  } catch (error) {
    if (error instanceof SysError) return 0;
    throw error;
  }
}

const STATES: Readonly<Record<string, FileState>> = {
  ENOENT: 'dangling',
  ENOTDIR: 'dangling',
  ELOOP: 'dangling',
  EISDIR: 'directory',
};

/** Where a file is, by its path. */
export function placeOf(path: string): Pick<SysctlFile, 'path' | 'name' | 'directory'> {
  const slash = path.lastIndexOf('/');
  return { path, name: path.slice(slash + 1), directory: path.slice(0, Math.max(0, slash)) };
}

/** What a file holds, by its text. What looks like a setting counts in a file with NUL bytes, too. */
export function contentOf(text: string): Pick<SysctlFile, 'state' | 'lines'> {
  const lines = parseSysctlFile(text);
  return text.includes('\0')
    ? { state: 'binary', lines: lines.filter(({ kind }) => kind !== 'junk') }
    : { state: 'file', lines };
}

function withSystemd(kernel: Kernel, root: string, follow: Follow): boolean {
  const names = (path: string): string[] => namesIn(kernel, root + follow(path));
  const folders = ['/usr/lib/systemd', '/lib/systemd'];
  if (folders.some((path) => names(path).includes('systemd-sysctl'))) return true;
  return names('/usr/bin').length + names('/bin').length === 0;
}

/** Names in a directory; none where it cannot be listed. */
export function namesIn(kernel: Kernel, path: string): string[] {
  try {
    return kernel.listDir(path);
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}
