/**
 * The looks of one run over all its namespaces: everything rules may know. Plain data, written to a
 * capture file as it stands.
 * @module
 */
import type { HostLook, Snapshot } from './snapshot.ts';

/** A process that holds a socket. */
export interface Owner {
  readonly pid: number;
  /** As in /proc/PID/comm; the program's file name where that is Node's `MainThread`. */
  readonly command: string;
  /** Arguments, joined by blanks, cut at 400 characters. */
  readonly commandLine: string;
  /** R, S, D, T (stopped), Z. */
  readonly state?: string;
  /** cgroup v2 path, such as `/system.slice/nginx.service`. */
  readonly cgroup?: string;
  /** systemd unit, such as `nginx.service`. */
  readonly unit?: string;
  /** Container id, 12 digits. */
  readonly container?: string;
  /** Open file descriptors and the soft limit; absent: not readable. */
  readonly fds?: { readonly open?: number; readonly limit?: number };
}

/**
 * One setting in a sysctl file: the line that decides its key at boot, or with `sysctl --system`. Where the
 * two differ a key has one of each, that of the boot first.
 */
export interface SysctlSetting {
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** All looks at one network namespace. */
export interface NamespaceSurvey {
  /** Inode of the namespace. */
  readonly id: number;
  /** `host`, the name under /run/netns, or the command and pid of a process in it. */
  readonly name: string;
  /** A process in it, the oldest; absent for an empty named namespace. */
  readonly pid?: number;
  /** It is the machine's initial namespace (that of pid 1 as seen from here). */
  readonly isHost: boolean;
  /** Addresses of its own, loopback included. */
  readonly addresses: readonly string[];
  /** One per look, oldest first; never empty. */
  readonly looks: readonly [Snapshot, ...Snapshot[]];
  /** Who holds a socket, by inode. An inode that was asked for and has no entry could not be resolved. */
  readonly owners: Readonly<Record<number, readonly Owner[]>>;
}

/** The machine a survey was taken on. */
export interface Host {
  readonly name: string;
  /** `uname -r`. */
  readonly kernel: string;
  /** As Node names it: `x64`, `arm64`. */
  readonly arch: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly uptimeSeconds: number;
}

/** A power the run did not have, and what stays hidden without it. */
export interface MissingPower {
  readonly what:
    | 'linux'
    | 'netlink'
    | 'CAP_SYS_ADMIN'
    | 'CAP_SYS_PTRACE'
    | 'namespace'
    | 'processes'
    | 'source';
  /** Which one, or how many: a namespace's name, a number of processes, a source such as `netstat`. */
  readonly which?: string;
  readonly code?: string;
}

/** A survey: what one run saw. */
export interface Survey {
  readonly host: Host;
  /** Wall clock at the start, ms since 1970. */
  readonly atEpochMs: number;
  /** Time between the first and the last look as asked for, ms. */
  readonly windowMs: number;
  readonly tookMs: number;
  readonly root: boolean;
  readonly missingPower: readonly MissingPower[];
  readonly hostLooks: readonly [HostLook, ...HostLook[]];
  /** What the sysctl files of this machine say. Absent: not readable. */
  readonly sysctlFiles?: readonly SysctlSetting[];
  readonly namespaces: readonly NamespaceSurvey[];
}
