/**
 * What the measurements were made on, in one line.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, release, totalmem } from 'node:os';

/** Kernel, processor, memory, and the versions of what is compared. No name of the machine. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const ss = execFileSync('ss', ['-V'], { encoding: 'utf8' }).trim();
  const day = new Date().toISOString().slice(0, 10);
  return [
    `Measured ${day} on Linux ${release().split('-')[0]}, ${arch()}`,
    `${availableParallelism()} × ${model}`,
    `${Math.round(totalmem() / 1e9)} GB`,
    `Node ${process.version}`,
    `${ss}.`,
  ].join(', ');
}
