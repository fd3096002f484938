/**
 * The namespace the lab was started from: the one it must never touch.
 * @module
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';

/** Inode of the network namespace this process was started in; -1 where there are none. */
export const HOME_INODE: number =
  statSync('/proc/self/ns/net', { throwIfNoEntry: false })?.ino ?? -1;

/** Folders of the settings that TCP and the lab's levers have to do with. */
const FOLDERS = ['/proc/sys/net/ipv4', '/proc/sys/net/core', '/proc/sys/net/netfilter'] as const;

/** Values that the kernel itself keeps changing. */
const RESTLESS = /\/(nf_conntrack_count|netdev_rss_key)$/;

/** The network sysctls of the namespace we are in, by path: compared before and after each play. */
export function homeSysctls(): Record<string, string> {
  const paths = FOLDERS.flatMap((folder) => filesIn(folder)).filter((path) => !RESTLESS.test(path));
  return Object.fromEntries(
    paths.flatMap((path) => {
      const value = readOrNothing(path);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}

/** What is no longer as it was `before`, in words; empty when nothing has changed. */
export function homeChanges(before: Readonly<Record<string, string>>): string[] {
  const now = homeSysctls();
  return Object.keys({ ...before, ...now })
    .filter((path) => before[path] !== now[path])
    .map((path) => `${path} of this host went from ${before[path]} to ${now[path]}`);
}

function filesIn(folder: string): string[] {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile()).map(({ name }) => `${folder}/${name}`);
}

/** A few of them are secret even to root. */
function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
