/**
 * The `sysctl` command as an administrator types it, with sysctl files of the lab's own. It runs in a
 * mount namespace where /etc and the folders of sysctl files are empty but for these, inside a network
 * namespace of the stage: it can neither see nor set anything of this machine.
 *
 * Source: sysctl(8), procps.
 * @module
 */
import type { Place } from './place.ts';
import { inside } from './place.ts';

/** `ip netns exec` has made the mount namespace; whatever cannot be covered ends it before sysctl runs. */
const COVERED = `set -e
mount --make-rprivate /
for folder in /etc /run/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d /lib/sysctl.d; do
  if [ -d "$folder" ]; then mount -t tmpfs tmpfs "$folder"; fi
done
mkdir /etc/sysctl.d
cat > /etc/sysctl.d/99-tcp.conf
: > /etc/sysctl.conf
`;

/** What is typed: read every file, or /etc/sysctl.conf alone. */
export type SysctlCommand = '--system' | '-p';

/** Runs it in a place where /etc/sysctl.d/99-tcp.conf has these lines. @throws {SysError} */
export async function runSysctl(
  place: Place,
  command: SysctlCommand,
  lines: readonly string[],
): Promise<void> {
  if (!lines.every((line) => line.startsWith('net.')))
    throw new Error('Cannot set what is not net.*');
  await inside(place, `${COVERED}sysctl "$1"`, [command], `${lines.join('\n')}\n`);
}
