/**
 * Connection tracking of a network namespace: how full its table is and what it dropped.
 *
 * Source: net/netfilter/nf_conntrack_standalone.c. The statistics are a line of hexadecimal columns
 * for each CPU; not every kernel has them, and not everyone may read them.
 * @module
 */
import { DecodeError, SysError } from '../../errors.ts';
import type { Conntrack } from '../../model/snapshot.ts';
import type { Kernel } from '../kernel.ts';

const SYSCTLS = '/proc/sys/net/netfilter';

/**
 * `undefined`: connection tracking is not loaded.
 * @throws {SysError} When its size is there and cannot be read.
 */
export function readConntrack(kernel: Kernel): Conntrack | undefined {
  const size = whereThere(['ENOENT'], () =>
    kernel.inDir(SYSCTLS, (dir) => ({
      count: kernel.readText(`${dir}/nf_conntrack_count`),
      max: kernel.readText(`${dir}/nf_conntrack_max`),
    })),
  );
  if (size === undefined) return undefined;
  const stats = whereThere(['ENOENT', 'EACCES', 'EPERM'], () =>
    kernel.readText('/proc/net/stat/nf_conntrack'),
  );
  return {
    count: wholeNumber(size.count),
    max: wholeNumber(size.max),
    ...(stats === undefined ? {} : parseConntrackStats(stats)),
  };
}

/**
 * Sums `drop` (no entry could be made) and `early_drop` (an unanswered entry was evicted to make
 * room) over all CPUs. A column that this kernel does not have is absent.
 * @throws {DecodeError} The offset is the line.
 */
export function parseConntrackStats(text: string): Pick<Conntrack, 'drops' | 'earlyDrops'> {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.trim().split(/\s+/);
  const rows = lines.map((line, n) => {
    const columns = line.trim().split(/\s+/);
    if (columns.length !== names.length) throw new DecodeError('nf_conntrack statistics', n + 1);
    return columns;
  });
  const drops = sum(rows, names.indexOf('drop'));
  const earlyDrops = sum(rows, names.indexOf('early_drop'));
  return {
    ...(drops === undefined ? {} : { drops }),
    ...(earlyDrops === undefined ? {} : { earlyDrops }),
  };
}

function sum(rows: readonly (readonly string[])[], column: number): bigint | undefined {
  if (column < 0) return undefined;
  return rows.reduce((total, row, n) => {
    const text = row[column] ?? '';
    if (!/^[0-9a-f]+$/.test(text)) throw new DecodeError('nf_conntrack statistics', n + 1);
    return total + BigInt(`0x${text}`);
  }, 0n);
}

function whereThere<T>(absent: readonly string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SysError && absent.includes(error.code)) return undefined;
    throw error;
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+\s*$/.test(text)) throw new DecodeError('nf_conntrack sysctl', 0);
  return Number(text);
}
