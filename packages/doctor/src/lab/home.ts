/**
 * The namespace the lab was started from: the one it must never touch.
 * @module
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';

/** Inode of the network namespace this process was started in; -1 where there are none. */
export const HOME_INODE: number =
  statSync('/proc/self/ns/net', { throwIfNoEntry: false })?.ino ?? -1;

/**
 * The TCP sysctls of the namespace we are in, and `somaxconn`, by path: to be compared before and
 * after a run of the lab.
 */
export function homeSysctls(): Record<string, string> {
  const tcp = '/proc/sys/net/ipv4';
  const paths = readdirSync(tcp)
    .filter((name) => name.startsWith('tcp_') || name.startsWith('ip_local'))
    .map((name) => `${tcp}/${name}`);
  return Object.fromEntries(
    [...paths, '/proc/sys/net/core/somaxconn'].flatMap((path) => {
      const value = readOrNothing(path);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}

/** A few of them are secret even to root. */
function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
