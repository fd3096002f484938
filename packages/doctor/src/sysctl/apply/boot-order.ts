/**
 * Whether a file that was just written will have its say at the next start.
 * @module
 */
import type { Kernel } from '../../kernel/kernel.ts';
import { readings } from '../../kernel/sysctl-files/reading-order.ts';
import type { TreeTool } from '../../kernel/sysctl-files/reading-order.ts';
import { readTree } from '../../kernel/sysctl-files/tree.ts';
import { winners } from '../../kernel/sysctl-files/winners.ts';
import { settingOf } from '../catalogue/catalogue.ts';
import { keptValue } from '../kept-value.ts';
import type { Step } from './entry.ts';
import type { OwnFile } from './persist.ts';
import { SYSCTL_DIR } from './persist.ts';
import { sameValue } from './same-value.ts';

/** A value that another file overrides. */
export interface Beaten {
  readonly key: string;
  /** Who reads it so: `systemd-sysctl` at boot, or `sysctl --system`. */
  readonly tool: TreeTool;
  /** File and line that win. */
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

/**
 * The steps whose value another file overrides for a tool that applies files at boot; empty when the
 * file decides. A file outside of any `/etc/sysctl.d` is not judged: nobody reads it.
 */
export function beatenAtBoot(kernel: Kernel, file: OwnFile, steps: readonly Step[]): Beaten[] {
  const directory = file.path.slice(0, file.path.lastIndexOf('/'));
  if (!directory.endsWith(SYSCTL_DIR)) return [];
  const tree = readTree(kernel, directory.slice(0, -SYSCTL_DIR.length));
  const keys = steps.map(({ key }) => key);
  return readings(tree).flatMap((reading) => {
    const { tool } = reading;
    const decided = winners(reading, keys, keptValue);
    return steps.flatMap(({ key, to }): Beaten[] => {
      const winner = decided.get(key);
      const shape = settingOf(key)?.shape;
      if (winner === undefined || shape === undefined) return [];
      if (sameValue(shape, winner.value, to)) return [];
      return [{ key, tool, path: winner.file.path, line: winner.line.line, value: winner.value }];
    });
  });
}
