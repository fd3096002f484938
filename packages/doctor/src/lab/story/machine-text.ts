/**
 * The machine figures come from, in one line.
 * @module
 */
import { arch, availableParallelism, release, totalmem } from 'node:os';

/** `Linux 6.18.44, 2 CPUs, 25 GB, x64, Node 24.21.0`. */
export const machineText = (): string =>
  [
    `Linux ${release()}`,
    `${availableParallelism()} CPUs`,
    `${Math.round(totalmem() / 1e9)} GB`,
    arch(),
    `Node ${process.versions.node}`,
  ].join(', ');
