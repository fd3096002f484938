/**
 * What the sysctl files of this machine ask for, as opposed to what is in force.
 * @module
 */
import type { SysctlSetting } from '../../model/survey.ts';
import type { Kernel } from '../kernel.ts';
import { readings } from './reading-order.ts';
import { readTree } from './tree.ts';
import type { Winner } from './winners.ts';
import { winners } from './winners.ts';

/**
 * The line that decides each key, at boot; and where another one decides when somebody calls
 * `sysctl --system`, that one too. Values are as they are written: the kernel may refuse them.
 *
 * @param known Keys that a line with a pattern may mean.
 * @param root Prefix of every path, for another tree than this machine's.
 * @throws {SysError} When a file is there and cannot be read: half the settings would mislead.
 */
export function readSysctlFiles(
  kernel: Kernel,
  known: readonly string[],
  root = '',
): SysctlSetting[] {
  const found = new Map<string, SysctlSetting>();
  for (const reading of readings(readTree(kernel, root))) {
    const error = reading.files.find((file) => file.error !== undefined)?.error;
    if (error !== undefined) throw error;
    for (const winner of winners(reading, known, (_key, written) => written).values()) {
      found.set(`${winner.key} ${winner.file.realPath}:${winner.line.line}`, settingOf(winner));
    }
  }
  return [...found.values()];
}

const settingOf = ({ key, value, file, line }: Winner): SysctlSetting => ({
  key,
  value: value.replaceAll(/\s+/g, ' '),
  file: file.path,
  line: line.line,
});
