/**
 * What this run may not do, so that a report can say what stays hidden.
 *
 * Source: man 7 capabilities, include/uapi/linux/capability.h.
 * @module
 */
import { DecodeError } from '../errors.ts';
import type { MissingPower } from '../model/survey.ts';
import type { Kernel } from './kernel.ts';

/** Bit numbers of the capabilities that looking can need. */
const CAPABILITIES = {
  /** Sees the descriptors and namespaces of other users' processes. */
  CAP_SYS_PTRACE: 19,
  /** Enters network namespaces. */
  CAP_SYS_ADMIN: 21,
} as const;

/**
 * Capabilities that this process lacks; away from Linux only that. A capability may still not reach
 * another user namespace: that shows when it is used.
 * @throws {SysError}
 */
export function missingPower(kernel: Kernel): MissingPower[] {
  if (kernel.identity.platform !== 'linux') return [{ what: 'linux' }];
  const held = parseCapEff(kernel.readText('/proc/self/status'));
  const names = ['CAP_SYS_ADMIN', 'CAP_SYS_PTRACE'] as const;
  return names
    .filter((name) => ((held >> BigInt(CAPABILITIES[name])) & 1n) === 0n)
    .map((what) => ({ what }));
}

/** The effective capabilities in /proc/PID/status as a bit mask. @throws {DecodeError} */
export function parseCapEff(status: string): bigint {
  const [, mask] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  if (mask === undefined) throw new DecodeError('CapEff', 0);
  return BigInt(`0x${mask}`);
}
