/**
 * Compiled code that all processes of one run of the tests share.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entry } from '../packages/doctor/src/lab/entry.ts';

/** Longest a process may take to refuse, ms. */
const PATIENCE_MS = 20_000;

/** Debian's user and group of this name. */
const NOBODY = 65_534;

/**
 * Has every process started from here on keep what it compiles, in a folder that goes with this process.
 *
 * The lab starts thousands of small processes. An actor takes 0.31 s of CPU until it is ready, most of it
 * for taking the types out of its modules and compiling them, and 0.09 s where that has been done before.
 */
export function shareCompiledCode(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tcpdoctor-compiled-'));
  chmodSync(folder, 0o1777); // Tests run the tool as other users too; Node keeps a folder of each.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  process.env['NODE_COMPILE_CACHE'] = folder;
  // Node writes when a process ends by itself. These two are killed in the end, but here they refuse to start.
  for (const name of ['actor', 'emulator'] as const)
    for (const user of users())
      spawnSync(process.execPath, [entry(name)], { ...user, timeout: PATIENCE_MS });
}

/** Who starts actors: this user, and root in the name of nobody, whose compiled code is kept apart. */
const users = (): readonly { readonly uid?: number; readonly gid?: number }[] =>
  process.getuid?.() === 0 ? [{}, { uid: NOBODY, gid: NOBODY }] : [{}];
