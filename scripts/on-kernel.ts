/**
 * Runs a command of this checkout on another kernel, in User Mode Linux without any network device:
 * `node scripts/on-kernel.ts LINUX IMAGE COMMAND…`. Prints what the command prints, and ends with its status.
 *
 * LINUX is the program (`linux.uml` of Debian's package user-mode-linux), IMAGE a Debian root file system with
 * the modules of that kernel; CONTRIBUTING.md says how to make one. The guest writes to neither the image nor
 * the checkout. `ON_KERNEL_MEMORY` is what the guest has, 4G by default.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HOUSE } from './house.ts';

/** A guest that hangs is ended after this. */
const LONGEST_MS = 60 * 60_000;

/** Status when the guest ended without one: it did not boot, it crashed, or it took too long. */
const NO_STATUS = 3;

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/**
 * What the first process of the guest does. Where overlayfs does not take hostfs below it, as on 5.10, the
 * checkout is copied into memory. Without io_uring, because User Mode Linux 6.12 and 7.2 crash in
 * exit_mmap() when a program that used it ends (seen).
 */
const first = (out: string, command: readonly string[]): string => `
export HOME=/root LANG=C.UTF-8 UV_USE_IO_URING=0 PATH=/repo/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev 2>/dev/null
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /out /lower /repo /dev/shm
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mount -t tmpfs -o size=3g tmpfs /mnt
mount -t hostfs -o ${out} none /out
mount -t hostfs -o ro,${HOUSE} none /lower
mkdir /mnt/upper /mnt/work
mount -t overlay -o lowerdir=/lower,upperdir=/mnt/upper,workdir=/mnt/work overlay /repo ||
  { mount --bind /mnt/upper /repo && cp -a /lower/. /repo/; }
sysctl -qw kernel.io_uring_disabled=2 2>/dev/null
ip link set lo up
modprobe -a ipv6 veth tun sch_netem nf_tables nf_conntrack inet_diag tcp_diag tcp_bbr 2>/dev/null
cd /repo
${command.map(quoted).join(' ')} > /out/printed 2>&1 < /dev/null
echo $? > /out/status
sync
exec poweroff -f
`;

function run(linux: string, image: string, command: readonly string[]): number {
  const out = mkdtempSync(join(tmpdir(), 'on-kernel-'));
  try {
    writeFileSync(join(out, 'first'), first(out, command));
    const memory = process.env['ON_KERNEL_MEMORY'] ?? '4G';
    const disk = `ubd0=${join(out, 'changes')},${resolve(image)}`;
    const quiet = ['con=null', 'con0=null,fd:1', 'quiet'];
    const init = [
      'init=/bin/sh',
      '--',
      '-c',
      `"mount -t hostfs -o ${out} none /mnt && . /mnt/first"`,
    ];
    const guest = [`mem=${memory}`, disk, 'root=/dev/ubda', 'rw', ...quiet, ...init];
    const { stdout, error } = spawnSync(linux, guest, {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: LONGEST_MS,
      maxBuffer: 2 ** 28,
      killSignal: 'SIGKILL',
    });
    const printed = join(out, 'printed');
    if (existsSync(printed)) process.stdout.write(readFileSync(printed));
    if (existsSync(join(out, 'status'))) return Number(readFileSync(join(out, 'status'), 'utf8'));
    console.error(
      `Cannot run on ${linux}: ${error?.message ?? 'the guest ended early'}\n${stdout.toString()}`,
    );
    return NO_STATUS;
  } finally {
    rmSync(out, { recursive: true });
  }
}

const [linux, image, ...command] = process.argv.slice(2);
if (linux === undefined || image === undefined || command.length === 0) {
  console.error('Usage: node scripts/on-kernel.ts LINUX IMAGE COMMAND…');
  process.exitCode = 2;
} else {
  process.exitCode = run(linux, image, command);
}
