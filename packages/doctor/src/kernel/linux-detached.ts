/**
 * Starting a program that outlives whoever starts it: the terminal, the login session, this process.
 * @module
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { SysError } from '../errors.ts';

/** A service manager that answers does so at once, ms. */
const PATIENCE_MS = 5_000;

/** How to start it. Tests pass their own. */
export interface Starters {
  /** Whether systemd runs this machine. Source: man 3 sd_booted. */
  readonly hasSystemd: () => boolean;
  /** Runs a program to its end; answers its exit status. */
  readonly run: (file: string, argv: readonly string[]) => number | null;
  /** Starts a program in a session of its own. @default the real one @throws {SysError} */
  readonly spawnAlone?: ((argv: readonly string[]) => Promise<void>) | undefined;
}

const LINUX: Starters = {
  hasSystemd: () => existsSync('/run/systemd/system'),
  run: (file, argv) => spawnSync(file, argv, { stdio: 'ignore', timeout: PATIENCE_MS }).status,
};

/** A transient unit: its name, and what `systemctl status` and the journal of systemd call it. */
export interface Unit {
  /** Must be new: without `.service`. */
  readonly name: string;
  readonly description: string;
}

/**
 * Starts a program and does not wait for it. Where systemd runs the machine it becomes a transient unit,
 * which also outlives a logout that ends all processes of the user, and comes back when it is killed;
 * else a session of its own.
 *
 * @param argv Program and arguments, all paths absolute.
 * @throws {SysError} When it cannot be started. Whether it does its work, only it can say.
 */
export async function startDetached(
  argv: readonly string[],
  { name, description }: Unit,
  { hasSystemd, run, spawnAlone = startAlone }: Starters = LINUX,
): Promise<void> {
  const options = [
    '--quiet',
    '--collect',
    `--unit=${name}`,
    `--description=${description}`,
    '--working-directory=/',
    '--property=Restart=on-abnormal', // after kill -9 or for want of memory, not after systemctl stop
  ];
  if (hasSystemd() && run('systemd-run', [...options, '--', ...argv]) === 0) return;
  await spawnAlone(argv);
}

/** Starts a program in a session of its own. @param argv As `startDetached`. @throws {SysError} */
export async function startAlone([file = '', ...args]: readonly string[]): Promise<void> {
  // Nothing of this environment: a debugger or loader meant for the command would hold the watchdog up.
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const child = spawn(file, args, { detached: true, stdio: 'ignore', cwd: '/', env });
  child.unref();
  try {
    await once(child, 'spawn');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'EUNKNOWN';
    throw new SysError('start', file, code, { cause });
  }
}
