/**
 * Where the lab's own processes start, from source and from the bundle.
 * @module
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCES = { actor: './actor/actor.ts', emulator: './link/emulator.ts' } as const;
const BUNDLED = {
  actor: ['./lab-actor.js', '../lab-actor.js'],
  emulator: ['./lab-emulator.js', '../lab-emulator.js'],
} as const;

/** Path of the file to run; in the bundle it lies beside this module or one folder up. */
export function entry(name: keyof typeof SOURCES): string {
  const candidates = import.meta.url.endsWith('.ts') ? [SOURCES[name]] : BUNDLED[name];
  const paths = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`Cannot find the lab's ${name} beside ${paths[0]}`);
  return path;
}
