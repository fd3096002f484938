/**
 * Modules that are loaded at boot before any sysctl file is read.
 *
 * Source: modules-load.d(5); systemd-sysctl.service is ordered after systemd-modules-load.service.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { DIRECTORIES, namesIn } from '../../kernel/sysctl-files/tree.ts';

/** Their names, with `_` for `-`. What cannot be read names none. */
export function readBootModules(kernel: Kernel, root: string): ReadonlySet<string> {
  const files = DIRECTORIES.map((path) => root + path.replace('sysctl.d', 'modules-load.d'))
    .flatMap((folder) => namesIn(kernel, folder).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith('.conf'));
  const lines = [...files, `${root}/etc/modules`].flatMap((path) => linesOf(kernel, path));
  return new Set(lines.map((line) => line.replace(/\s.*$/, '').replaceAll('-', '_')));
}

function linesOf(kernel: Kernel, path: string): string[] {
  try {
    const lines = kernel.readText(path).split('\n');
    return lines.map((line) => line.trim()).filter((line) => /^[^#;]/.test(line));
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}
