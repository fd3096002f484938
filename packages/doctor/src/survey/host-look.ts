/**
 * One look at what belongs to the whole machine.
 * @module
 */
import { DecodeError, SysError } from '../errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { readSoftnet } from '../kernel/proc/softnet.ts';
import type { HostLook } from '../model/snapshot.ts';

/** Reads CPU packet queues and host-wide limits. What cannot be read is absent. */
export function hostLook(kernel: Kernel): HostLook {
  const softnet = tried(() => readSoftnet(kernel));
  const tcpMem = numbers(kernel, '/proc/sys/net/ipv4/tcp_mem');
  const [maxOrphans] = numbers(kernel, '/proc/sys/net/ipv4/tcp_max_orphans');
  const [open, , max] = numbers(kernel, '/proc/sys/fs/file-nr');
  const [low, pressure, high] = tcpMem;
  return {
    atMs: kernel.monotonicMs(),
    ...(softnet === undefined ? {} : { softnet }),
    ...(low === undefined || pressure === undefined || high === undefined
      ? {}
      : { tcpMemPages: [low, pressure, high] }),
    ...(maxOrphans === undefined ? {} : { maxOrphans }),
    ...(open === undefined || max === undefined ? {} : { fileNr: { open, max } }),
  };
}

const numbers = (kernel: Kernel, path: string): number[] =>
  (tried(() => kernel.readText(path)) ?? '')
    .trim()
    .split(/\s+/)
    .filter((word) => /^\d+$/.test(word))
    .map(Number);

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SysError || error instanceof DecodeError) return undefined;
    throw error;
  }
}
