/**
 * Time that nobody can set: since the host started, sleep included; and which start it was.
 *
 * Source: man 5 proc, /proc/uptime (CLOCK_BOOTTIME), /proc/sys/kernel/random/boot_id.
 * @module
 */
import { DecodeError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** Time since the host started, ms, in steps of 10. @throws {SysError} @throws {DecodeError} */
export function bootMs(kernel: Kernel): number {
  const seconds = Number(kernel.readText('/proc/uptime').split(' ')[0]);
  if (!Number.isFinite(seconds)) throw new DecodeError('/proc/uptime', 0);
  return Math.round(seconds * 1_000);
}

/** Differs from start to start of the host. @throws {SysError} */
export const bootId = (kernel: Kernel): string =>
  kernel.readText('/proc/sys/kernel/random/boot_id').trim();
