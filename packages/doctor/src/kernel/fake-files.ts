/**
 * The file half of a fake kernel: a tree made of a few tables.
 * @module
 */
import { SysError } from '../errors.ts';
import type { PathStat } from './kernel.ts';
import type { Files } from './linux-files.ts';

/** Files as plain data. Directories are there because something lies below them. */
export interface FakeTree {
  /** Path to text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path to target. Links are not followed: give what lies behind them its own entries. */
  readonly links?: Readonly<Record<string, string>>;
  /** Names of directories that are empty. */
  readonly emptyDirs?: readonly string[];
  /** What `stat` says; else a file has its length, and everything inode 1 on device 1. */
  readonly stats?: Readonly<Record<string, Partial<PathStat>>>;
  /** Path to the errno that any operation on it fails with. */
  readonly fail?: Readonly<Record<string, string>>;
}

/**
 * @param overlay Files that lie over the tree's at the moment.
 * @param log Told what is read and listed.
 */
export function fakeFiles(
  tree: FakeTree,
  overlay: () => Readonly<Record<string, string>>,
  log: string[],
): Files {
  const check = (op: string, path: string): void => {
    const code = tree.fail?.[path];
    if (code !== undefined) throw new SysError(op, path, code);
  };
  const fileText = (path: string): string | undefined => overlay()[path] ?? tree.files?.[path];
  const namesIn = (path: string): string[] => childNames(path, allPaths(tree, overlay()));
  const isDir = (path: string): boolean =>
    tree.emptyDirs?.includes(path) === true || namesIn(path).length > 0;

  return {
    inDir: (path, work) => work(path),
    readText(path) {
      log.push(`read ${path}`);
      check('read', path);
      const text = fileText(path);
      if (text === undefined)
        throw isDir(path) ? new SysError('read', path, 'EISDIR') : absent('read', path);
      return text;
    },
    listDir(path, most) {
      log.push(`list ${path}`);
      check('list', path);
      if (!isDir(path)) throw absent('list', path);
      return namesIn(path).slice(0, most);
    },
    readLink(path) {
      check('readlink', path);
      const target = tree.links?.[path];
      if (target !== undefined) return target;
      throw fileText(path) === undefined
        ? absent('readlink', path)
        : new SysError('readlink', path, 'EINVAL');
    },
    stat(path) {
      check('stat', path);
      const said = tree.stats?.[path];
      const text = fileText(path);
      const there = said ?? text ?? tree.links?.[path] ?? (isDir(path) ? path : undefined);
      if (there === undefined) throw absent('stat', path);
      return { inode: 1, size: text?.length ?? 0, device: 1, ...said };
    },
  };
}

const absent = (op: string, path: string): SysError => new SysError(op, path, 'ENOENT');

const allPaths = (tree: FakeTree, overlay: Readonly<Record<string, string>>): string[] => [
  ...Object.keys(tree.files ?? {}),
  ...Object.keys(overlay),
  ...Object.keys(tree.links ?? {}),
  ...Object.keys(tree.stats ?? {}),
  ...Object.keys(tree.fail ?? {}),
  ...(tree.emptyDirs ?? []),
];

/** In the order they were given, each once. */
function childNames(directory: string, paths: readonly string[]): string[] {
  const prefix = directory.endsWith('/') ? directory : `${directory}/`;
  const below = paths.filter((path) => path.startsWith(prefix) && path !== prefix);
  return [...new Set(below.map((path) => path.slice(prefix.length).split('/')[0] ?? ''))];
}
