/**
 * A disk made of data that forgets what was not synced: for tests of what a crash leaves behind.
 * @module
 */
import { SysError } from '../errors.ts';

interface Inode {
  text: string;
  /** What of it is on disk; absent: nothing yet. */
  synced?: string;
}

/** Files by path, as a program sees them, and as they are after the power has failed. */
export interface FakeDisk {
  /** What a program sees now. */
  readonly texts: () => Record<string, string>;
  /** Of one file; absent when it is not there. */
  readonly text: (path: string) => string | undefined;
  readonly dirs: () => readonly string[];
  makeDir(path: string): void;
  create(path: string, text: string): void;
  /** Replaces the content of a file. */
  fill(path: string, text: string): void;
  /** For a writer other than the program under test: replaces or removes a file, synced. */
  put(path: string, text: string | undefined): void;
  sync(path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** The power fails: only what was synced is there afterwards. */
  powerCut(): void;
}

/** A disk with these files, all synced, and directories. */
export function fakeDisk(files: Readonly<Record<string, string>> = {}): FakeDisk {
  const inode = (text: string): Inode => ({ text, synced: text });
  const dirs = new Set<string>();
  let seen = new Map(Object.entries(files).map(([path, text]) => [path, inode(text)]));
  let kept = new Map(seen);
  const at = (op: string, path: string): Inode => {
    const found = seen.get(path);
    if (found === undefined) throw new SysError(op, path, 'ENOENT');
    return found;
  };
  /** Names in one directory are on disk as they are seen. */
  function syncNames(dir: string): void {
    for (const path of kept.keys()) if (parent(path) === dir) kept.delete(path);
    for (const [path, file] of seen) if (parent(path) === dir) kept.set(path, file);
  }
  return {
    texts: () => Object.fromEntries([...seen].map(([path, { text }]) => [path, text])),
    text: (path) => seen.get(path)?.text,
    dirs: () => [...dirs],
    makeDir: (path) => void dirs.add(path),
    create(path, text) {
      if (seen.has(path)) throw new SysError('create', path, 'EEXIST');
      if (!dirs.has(parent(path))) throw new SysError('create', path, 'ENOENT');
      seen.set(path, { text });
    },
    fill: (path, text) => void (at('write', path).text = text),
    put(path, text) {
      dirs.add(parent(path));
      if (text === undefined) seen.delete(path);
      else seen.set(path, inode(text));
      syncNames(parent(path));
    },
    sync(path) {
      if (dirs.has(path)) return syncNames(path);
      const file = at('sync', path);
      file.synced = file.text;
    },
    rename(from, to) {
      seen.set(to, at('rename', from));
      seen.delete(from);
    },
    remove(path) {
      at('remove', path);
      seen.delete(path);
    },
    powerCut() {
      for (const file of kept.values()) file.text = file.synced ?? '';
      seen = new Map(kept);
      kept = new Map(seen);
    },
  };
}

const parent = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
