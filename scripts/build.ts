/**
 * Builds packages/doctor/dist: the command line and the library as JavaScript in lazy chunks, and the
 * declarations of the library.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { HOUSE, pinned } from './house.ts';

const DOCTOR = `${HOUSE}/packages/doctor`;

/** Everything but the native library goes into the bundle: it is the only run-time dependency. */
const EXTERNAL = [/^node:/, /^koffi/, /^@koromix\//];

rmSync(`${DOCTOR}/dist`, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: DOCTOR,
  input: { main: 'src/main.ts', mod: 'src/mod.ts' },
  platform: 'node',
  external: EXTERNAL,
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
await bundle.close();
const declarations = spawnSync(pinned('tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: HOUSE,
  stdio: 'inherit',
});
process.exitCode = declarations.status ?? 1;
