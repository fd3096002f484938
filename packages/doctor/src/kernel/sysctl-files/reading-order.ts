/**
 * Which files a tool reads, and in which order.
 *
 * Source: sysctl.d(5), sysctl(8) "SYSTEM FILE PRECEDENCE"; PreloadSystem() of procps, conf_files_list()
 * of systemd. Tried with procps 4.0.2 and systemd 252: names are sorted by bytes over all directories;
 * a name masks the same name in later directories also when it is empty, a link to /dev/null, a link
 * to nothing or a directory; procps reads hidden files and /etc/sysctl.conf, systemd neither.
 * @module
 */
import { DIRECTORIES } from './tree.ts';
import type { FileState, SysctlFile, SysctlTree } from './tree.ts';

/** Who applies the sysctl files of a machine: systemd-sysctl at boot, or `sysctl --system`. */
export type TreeTool = 'systemd' | 'procps';

/** The same, or `sysctl -p FILE...`. */
export type Tool = TreeTool | 'named';

/** The files of one tool, first to last: a later one wins. */
export interface Reading<T extends Tool = Tool> {
  readonly tool: T;
  readonly files: readonly SysctlFile[];
}

/** The readings of a tree: at boot, where systemd does that, and by hand. */
export const readings = (tree: SysctlTree): Reading<TreeTool>[] => [
  ...(tree.withSystemd ? [readingOrder(tree, 'systemd')] : []),
  readingOrder(tree, 'procps'),
];

/** What `systemd-sysctl` or `sysctl --system` reads of a tree. */
export function readingOrder(tree: SysctlTree, tool: TreeTool): Reading<TreeTool> {
  const byName = new Map<string, SysctlFile>();
  for (const file of tree.entries) {
    if (!isRead(file.name, tool) || byName.has(file.name)) continue;
    byName.set(file.name, file);
  }
  const sorted = [...byName.values()].toSorted((a, b) => compareBytes(a.name, b.name));
  const { sysctlConf } = tree;
  const isLast = tool === 'procps' && sysctlConf !== undefined && IS_THERE.has(sysctlConf.state);
  return { tool, files: isLast ? [...sorted, sysctlConf] : sorted };
}

/** What procps opens as /etc/sysctl.conf: a regular file, be it readable or not. */
const IS_THERE: ReadonlySet<FileState> = new Set(['file', 'binary', 'unreadable']);

/** Whether a tool looks at a file of this name at all. */
export const isRead = (name: string, tool: Tool): boolean =>
  name.endsWith('.conf') && (tool !== 'systemd' || !name.startsWith('.'));

/** The file that hides another by its name; `undefined` when none does. */
export function maskOf(tree: SysctlTree, file: SysctlFile): SysctlFile | undefined {
  const rank = ({ directory }: SysctlFile): number => DIRECTORIES.findIndex((d) => d === directory);
  return tree.entries.find((other) => other.name === file.name && rank(other) < rank(file));
}

/** As strcmp() does: by the bytes of UTF-8, which is the order of code points. */
function compareBytes(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let n = 0; n < Math.min(left.length, right.length); n++) {
    const difference = (left[n]?.codePointAt(0) ?? 0) - (right[n]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
