/**
 * The machine figures come from, in one line.
 * @module
 */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, release, totalmem } from 'node:os';

/** `Linux 6.18.44`. */
export const kernelText = (): string => `Linux ${release()}`;

/** `Linux 6.18.44, 2 CPUs, 25 GB, x64, Node 24.21.0`; of a virtual machine also which kind. */
export function machineText(): string {
  const [cpus, guest] = [availableParallelism(), guestName()];
  return [
    kernelText(),
    ...(guest === undefined ? [] : [guest]),
    `${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`,
    `${Math.round(totalmem() / 1e9)} GB`,
    arch(),
    `Node ${process.versions.node}`,
  ].join(', ');
}

/** What kind of virtual machine this is; `undefined`: none that says so. */
export function guestName(): string | undefined {
  if (read('/proc/cpuinfo').includes('User Mode Linux')) return 'User Mode Linux';
  return read('/sys/class/dmi/id/sys_vendor').trim() === 'QEMU' ? 'QEMU' : undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not on this kind of machine
  }
}
