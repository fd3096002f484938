/**
 * Ways to have less power than root: each a program and arguments that run another program.
 *
 * Source: man 1 setpriv, man 1 unshare, man 5 proc (hidepid), man 7 capabilities.
 * @module
 */
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOUSE } from './run-doctor.ts';

/** The user `nobody` of most systems; any other without rights will do. */
const NOBODY = 65_534;

/** What runs a program with less power. */
export type Prefix = readonly string[];

/** Runs a shell script in a mount namespace of its own, then the program, `"$@"` to the script. */
export const remounted = (script: string): Prefix => [
  'unshare',
  '--mount',
  '--propagation=private',
  'sh',
  '-ec',
  `${script}\nexec "$@"`,
  'sh',
];

const asNobody: Prefix = [
  'setpriv',
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  '--clear-groups',
  '--inh-caps=-all',
];

/** The topmost folder above `path` that others may not pass; a checkout in /root has one. */
function closedFolder(path: string): string | undefined {
  const above = dirname(path);
  const higher = above === path ? undefined : closedFolder(above);
  return higher ?? ((statSync(path).mode & 0o001) === 0 ? path : undefined);
}

/** Opens the way to the repository, and to Node, for other users: in this mount namespace only. */
function openWay(): Prefix {
  const closed = closedFolder(HOUSE) ?? closedFolder(process.execPath);
  if (closed === undefined) return [];
  const kept = [HOUSE, dirname(process.execPath)].filter((path) => path.startsWith(closed));
  const script = [
    'aside=$(mktemp -d); n=0',
    ...kept.map((path) => `n=$((n+1)); mkdir $aside/$n; mount --rbind '${path}' $aside/$n`),
    `mount -t tmpfs -o mode=755 lab '${closed}'; n=0`,
    ...kept.map((path) => `n=$((n+1)); mkdir -p '${path}'; mount --rbind $aside/$n '${path}'`),
    ...kept.map((_, n) => `umount -l $aside/${n + 1}; rmdir $aside/${n + 1}`),
    'rmdir $aside',
  ];
  return remounted(script.join('\n'));
}

/** An ordinary user who owns nothing. */
export const nobody: Prefix = [...openWay(), ...asNobody];

/** As `nobody`, and other users' processes are not even listed. */
export const hidepid: Prefix = [
  ...openWay(),
  ...remounted('mount -t proc -o hidepid=2 proc /proc'),
  ...asNobody,
];

/** Root among users of its own: all capabilities, which reach nothing that was there before. */
export const ownUsers: Prefix = [
  'unshare',
  '--user',
  '--map-root-user',
  '--pid',
  '--fork',
  '--mount-proc',
  '--net',
];

/** Root in a plain container: its own users, processes, network, and nothing of the host in /run. */
export const container: Prefix = [
  ...ownUsers,
  'sh',
  '-ec',
  'mount -t tmpfs lab /run; exec "$@"',
  'sh',
];

/** Root without some capabilities: `all`, or names as `setpriv` has them. */
export const rootWithout = (...capabilities: readonly string[]): Prefix => [
  'setpriv',
  `--bounding-set=${capabilities.map((name) => `-${name}`).join(',')}`,
];

/** Root whose `socket(AF_NETLINK, ...)` fails with this errno. */
export const withoutNetlink = (code: 'EPERM' | 'EAFNOSUPPORT'): Prefix => [
  process.execPath,
  fileURLToPath(new URL('without-netlink.ts', import.meta.url)),
  String(constants.errno[code]),
];

/** A user who may not read /proc/sys at all. */
export const closedSysctls: Prefix = [
  ...openWay(),
  ...remounted('mount -t tmpfs -o mode=000 lab /proc/sys'),
  ...asNobody,
];

/** Root where /proc/sys is empty, as in a sandbox that has none. */
export const emptySysctls: Prefix = remounted('mount -t tmpfs lab /proc/sys');

/** A user who may not read /proc/net of the own process. */
export const closedCounters: Prefix = [
  ...openWay(),
  ...remounted('mount -t tmpfs -o mode=000 lab /proc/$$/net'),
  ...asNobody,
];

/** Root where /proc/net is empty. */
export const emptyCounters: Prefix = remounted('mount -t tmpfs lab /proc/$$/net');

/** Root without any /proc. */
export const emptyProc: Prefix = remounted('mount -t tmpfs lab /proc');
