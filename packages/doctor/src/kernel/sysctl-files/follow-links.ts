/**
 * Where paths lead inside of a tree, as if the tree were the whole machine: an absolute link of an
 * image points into the image, and `..` does not lead out of it.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Kernel } from '../kernel.ts';

/** As many as the kernel follows; beyond it a link leads nowhere. */
const MAX_LINKS = 40;

/** The path with every link in it followed, without the root. What does not exist stays as it is. */
export type Follow = (path: string) => string;

/** Follows absolute paths inside of `root`, and asks for each part of them once. */
export function linksIn(kernel: Kernel, root: string): Follow {
  const targets = new Map<string, string | undefined>();
  const targetOf = (path: string): string | undefined => {
    if (!targets.has(path)) targets.set(path, linkAt(kernel, root + path));
    return targets.get(path);
  };
  return (path) => follow(path, targetOf);
}

function follow(path: string, targetOf: (path: string) => string | undefined): string {
  let links = 0;
  const open = partsOf(path);
  const done: string[] = [];
  while (open.length > 0) {
    const part = open.shift() ?? '';
    if (part === '..') done.pop();
    else done.push(part);
    const target = part === '..' ? undefined : targetOf(`/${done.join('/')}`);
    if (target === undefined) continue;
    if (++links > MAX_LINKS) return path;
    if (target.startsWith('/')) done.length = 0;
    else done.pop();
    open.unshift(...partsOf(target));
  }
  return `/${done.join('/')}`;
}

const partsOf = (path: string): string[] =>
  path.split('/').filter((part) => part !== '' && part !== '.');

function linkAt(kernel: Kernel, path: string): string | undefined {
  try {
    return kernel.readLink(path);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
