/**
 * Lint of this machine, of an image, or of named files.
 * @module
 */
import { NotPossibleError, SysError, UnsupportedError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Text } from '../../model/text.ts';
import { SETTINGS } from '../catalogue/catalogue.ts';
import { kernelVersion } from '../kernel-version.ts';
import { readBootModules } from './boot-modules.ts';
import type { LintInput } from './context.ts';
import { lint } from './lint.ts';
import type { LintReport } from './lint.ts';
import { isPattern } from '../../kernel/sysctl-files/parse-file.ts';
import { readings } from '../../kernel/sysctl-files/reading-order.ts';
import { readRunning } from './running.ts';
import { contentOf, placeOf, readSmall, readTree } from '../../kernel/sysctl-files/tree.ts';
import type { SysctlFile, SysctlTree } from '../../kernel/sysctl-files/tree.ts';

/** What to judge. Without any of it: this machine's own files against its running kernel. */
export interface LintOptions {
  /** Files or directories, read in this order as `sysctl -p FILE...` does. Nothing else is read then. */
  readonly files?: readonly string[];
  /** Text of the file that is named `-`. */
  readonly stdin?: string;
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
 * @throws {SysError} When a named file cannot be read, or a named namespace not be entered.
 * @throws {NotPossibleError} When a named directory has no file that ends in `.conf`.
 * @throws {UnsupportedError} On a system that is not Linux, without files or a root.
 * @throws {UsageError} When there is no such namespace.
 */
export function readAndLint(kernel: Kernel, options: LintOptions = {}): LintReport {
  const { files = [], stdin, root, kernelVersion: version } = options;
  const wanted = version === undefined ? undefined : kernelVersion(version);
  const forKernel = wanted === undefined ? {} : { kernel: wanted };
  if (files.length > 0) {
    const named = files.flatMap((path) =>
      path === '-' && stdin !== undefined ? namedFile(path, stdin) : readNamed(kernel, path),
    );
    return lint({ readings: [{ tool: 'named', files: named }], ...forKernel });
  }
  if (root !== undefined) {
    kernel.listDir(root);
    return lint({ ...treeInput(kernel, root.replace(/\/+$/, '')), ...forKernel });
  }
  return lintMachine(kernel, options, wanted);
}

function lintMachine(kernel: Kernel, { netns }: LintOptions, wanted?: string): LintReport {
  if (kernel.identity.platform !== 'linux') throw new UnsupportedError('linux');
  const input = treeInput(kernel, '');
  const version = wanted ?? kernelVersion(kernel.identity.release);
  const running = readRunning(kernel, keysOf(input.tree), netns);
  return lint({
    ...input,
    ...(version === undefined ? {} : { kernel: version }),
    ...(running === undefined ? {} : { running }),
  });
}

function treeInput(kernel: Kernel, root: string): LintInput & { readonly tree: SysctlTree } {
  const tree = readTree(kernel, root);
  return { readings: readings(tree), tree, bootModules: readBootModules(kernel, root) };
}

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
    return [namedFile(path, readSmall(kernel, path))];
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EISDIR') throw error;
    const names = kernel.listDir(path).filter((name) => name.endsWith('.conf'));
    if (names.length === 0) throw new NotPossibleError(noneIn(path));
    const folder = path.replace(/\/+$/, '');
    return names.toSorted().map((name) => {
      const inside = `${folder}/${name}`;
      return namedFile(inside, readSmall(kernel, inside));
    });
  }
}

const noneIn = (folder: string): Text => ({
  en: `Cannot judge ${folder}: there is no file in it that ends in .conf`,
  ko: `${folder} 디렉터리에 .conf로 끝나는 파일이 없어 검사할 수 없습니다`,
});

const namedFile = (path: string, text: string): SysctlFile => ({
  ...placeOf(path),
  realPath: path,
  ...contentOf(text),
});
