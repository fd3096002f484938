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
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  process.env['NODE_COMPILE_CACHE'] = folder;
  warmUp();
  if (process.getuid?.() !== 0) return;
  // Tests run the tool as nobody too. Node keeps a folder for each user; root's is there by now, and nobody else can make it.
  chmodSync(folder, 0o1777);
  warmUp({ uid: NOBODY, gid: NOBODY });
}

/** Node writes when a process ends by itself. These two are killed in the end, but here they refuse to start. */
function warmUp(user: { readonly uid?: number; readonly gid?: number } = {}): void {
  for (const name of ['actor', 'emulator'] as const)
    spawnSync(process.execPath, [entry(name)], { ...user, timeout: PATIENCE_MS });
}
