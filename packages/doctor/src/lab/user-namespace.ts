/**
 * The lab without root: in a user namespace of its own, where the system lets everybody make one. It
 * is root in there, of namespaces that are gone with it, and of nothing else.
 *
 * Source: user_namespaces(7). Devices stay as they are, so a link emulator may be out of reach.
 * @module
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A network and a mount namespace go with it: `ip netns` keeps its names under /run. */
const UNSHARE = ['unshare', '--user', '--map-root-user', '--net', '--mount'] as const;
const OWN_RUN = 'mount -t tmpfs tmpfs /run && exec "$@"';

/** Whether this system lets us be root of namespaces of our own. */
export function canUseUserNamespace(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return false;
  const [program, ...args] = inside(['true']);
  return spawnSync(program, args).status === 0;
}

/**
 * What a person in another terminal puts in front of a command to get to the stages of this process.
 * Empty where they are in everybody's reach; in a user namespace their names are under a /run of its own.
 */
export function wayIn(): string {
  const [inside, outside] = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/);
  const isFirst = inside === '0' && outside === '0';
  return isFirst ? '' : `nsenter -t ${process.pid} -U -m --preserve-credentials `;
}

/** Runs this very command line again, in there. @returns Its exit status; 128 and more after a signal. */
export function againInUserNamespace(): Promise<number> {
  const [program, ...args] = inside([
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ]);
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => resolve(status ?? 128));
  });
}

const inside = (command: readonly string[]): readonly [string, ...string[]] => [
  ...UNSHARE,
  'sh',
  '-c',
  OWN_RUN,
  'sh',
  ...command,
];
