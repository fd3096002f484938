/**
 * Lint of this machine, of an image, or of named files.
 * @module
 */
import { SysError, UnsupportedError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { SETTINGS } from '../catalogue/catalogue.ts';
import { kernelVersion } from '../kernel-version.ts';
import type { LintInput } from './context.ts';
import { lint } from './lint.ts';
import type { LintReport } from './lint.ts';
import { isPattern, parseSysctlFile } from './parse-file.ts';
import { readingOrder } from './reading-order.ts';
import { readRunning } from './running.ts';
import { readTree } from './tree.ts';
import type { SysctlFile, SysctlTree } from './tree.ts';

/** What to judge. Without any of it: this machine's own files against its running kernel. */
export interface LintOptions {
  /** Files or directories, read in this order as `sysctl -p FILE...` does. Nothing else is read then. */
  readonly files?: readonly string[];
  /** Folder of an image or of another tree, read as if it were `/`. */
  readonly root?: string;
  /** `5.15`: the kernel the files are for. @default the running one, for this machine's own files */
  readonly kernelVersion?: string;
  /** Network namespace whose values are compared: `host`, a name, `pid:N`. @default 'host' */
  readonly netns?: string;
}

/**
 * Reads and judges.
 *
 * @throws {SysError} When a named file cannot be read.
 * @throws {UnsupportedError} On a system that is not Linux, without files or a root.
 * @throws {UsageError} When there is no such namespace.
 */
export function readAndLint(kernel: Kernel, options: LintOptions = {}): LintReport {
  const { files = [], root, kernelVersion: version } = options;
  const wanted = version === undefined ? undefined : kernelVersion(version);
  const forKernel = wanted === undefined ? {} : { kernel: wanted };
  if (files.length > 0) {
    const named = files.flatMap((path) => readNamed(kernel, path));
    return lint({ readings: [{ tool: 'named', files: named }], ...forKernel });
  }
  if (root !== undefined) {
    kernel.listDir(root);
    return lint({ ...treeInput(readTree(kernel, root.replace(/\/+$/, ''))), ...forKernel });
  }
  return lintMachine(kernel, options, wanted);
}

function lintMachine(kernel: Kernel, { netns }: LintOptions, wanted?: string): LintReport {
  if (kernel.identity.platform !== 'linux') throw new UnsupportedError('linux');
  const tree = readTree(kernel, '');
  const input = treeInput(tree);
  const version = wanted ?? kernelVersion(kernel.identity.release);
  const running = readRunning(kernel, keysOf(tree), netns ?? 'host');
  return lint({
    ...input,
    ...(version === undefined ? {} : { kernel: version }),
    ...(running === undefined ? {} : { running }),
  });
}

const treeInput = (tree: SysctlTree): LintInput => ({
  readings: [
    ...(tree.withSystemd ? [readingOrder(tree, 'systemd')] : []),
    readingOrder(tree, 'procps'),
  ],
  tree,
});

/** Keys whose running values are wanted: those of the files, and all that kinds ask for. */
function keysOf({ entries, sysctlConf }: SysctlTree): string[] {
  const files = [...entries, ...(sysctlConf === undefined ? [] : [sysctlConf])];
  const lines = files.flatMap((file) => file.lines);
  const own = lines.flatMap((line) =>
    line.kind === 'setting' && !isPattern(line.key) ? line.key : [],
  );
  const known = SETTINGS.filter(({ scope }) => scope !== 'process').map(({ key }) => key);
  return [...new Set([...own, ...known])];
}

/** A file as it was named; of a directory what ends in `.conf`, by name. */
function readNamed(kernel: Kernel, path: string): SysctlFile[] {
  try {
    return [readFile(kernel, path)];
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EISDIR') throw error;
    const names = kernel.listDir(path).filter((name) => name.endsWith('.conf'));
    const folder = path.replace(/\/+$/, '');
    return names.toSorted().map((name) => readFile(kernel, `${folder}/${name}`));
  }
}

function readFile(kernel: Kernel, path: string): SysctlFile {
  const parts = path.split('/');
  return {
    path,
    realPath: path,
    name: parts.at(-1) ?? path,
    directory: parts.slice(0, -1).join('/'),
    state: 'file',
    lines: parseSysctlFile(kernel.readText(path)),
  };
}
