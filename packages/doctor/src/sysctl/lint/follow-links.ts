/**
 * Where a path leads inside of a tree, as if the tree were the whole machine: an absolute link of an
 * image points into the image, and `..` does not lead out of it.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** As many as the kernel follows; beyond it a link leads nowhere. */
const MAX_LINKS = 40;

/**
 * The path with every link in it followed, without `root`. What does not exist stays as it is.
 *
 * @param path Absolute, inside of `root`.
 */
export function followLinks(kernel: Kernel, root: string, path: string): string {
  let links = 0;
  const open = partsOf(path);
  const done: string[] = [];
  while (open.length > 0) {
    const part = open.shift() ?? '';
    if (part === '..') done.pop();
    else done.push(part);
    const target = part === '..' ? undefined : linkAt(kernel, `${root}/${done.join('/')}`);
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
