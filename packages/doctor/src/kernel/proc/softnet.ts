/**
 * /proc/net/softnet_stat: what each CPU did with the packets handed to it, since boot.
 *
 * Source: net/core/net-procfs.c, softnet_seq_show: a line for each CPU that is online, columns in
 * hexadecimal: processed, dropped, time squeezed, and more on newer kernels.
 * @module
 */
import { DecodeError } from '../../errors.ts';
import type { SoftnetCpu } from '../../model/snapshot.ts';
import type { Kernel } from '../kernel.ts';

const LINE = /^([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8})(?: [0-9a-f]{8})*$/;

/** Reads the packet queue of every CPU. @throws {SysError} */
export const readSoftnet = (kernel: Kernel): SoftnetCpu[] =>
  parseSoftnet(kernel.readText('/proc/net/softnet_stat'));

/** @throws {DecodeError} On anything but lines of hexadecimal columns. The offset is the line. */
export function parseSoftnet(text: string): SoftnetCpu[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line, n) => {
      const [whole, ...columns] = LINE.exec(line.trimEnd()) ?? [];
      if (whole === undefined) throw new DecodeError('softnet_stat', n);
      const [processed = 0, dropped = 0, timeSqueezed = 0] = columns.map((c) => parseInt(c, 16));
      return { processed, dropped, timeSqueezed };
    });
}
