/**
 * Settings of the whole machine: what a stage cannot have for itself. A trial may change the few that
 * it names, for as long as its stage stands, and only where the operator has said that this machine
 * may be changed. Such trials play alone, so there is one set of former values at a time.
 * @module
 */
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { SysError } from '../errors.ts';
import { sysctlPath } from '../kernel/proc/sysctl-path.ts';
import type { Text } from '../model/text.ts';

/** Sysctls that exist once per machine and that trials may name. */
export type MachineKey =
  | 'net.core.netdev_budget'
  | 'net.core.netdev_max_backlog'
  | 'net.core.rmem_max'
  | 'net.ipv4.tcp_mem'
  | 'net.netfilter.nf_conntrack_buckets'
  | 'net.netfilter.nf_conntrack_max';

/** What to set. */
export type MachineValues = Partial<Readonly<Record<MachineKey, string | number>>>;

/** Only the first network namespace of a machine has it: elsewhere nothing of the machine can be set. */
const WITNESS = sysctlPath('net.ipv4.tcp_mem');

let isAllowed = false;
/** Path to the value before. */
const before = new Map<string, string>();

/** The operator says that trials may change settings of this machine. */
export const allowOwnMachine = (): void => void (isAllowed = true);

/** Why nothing of this machine may be changed; `undefined`: it may. */
export function ownMachineReason(): Text | undefined {
  if (!isAllowed) {
    return {
      en: 'leave to change settings of the whole machine (--own-machine, on a machine that can be thrown away)',
      ko: '시스템 전체 설정을 바꿔도 된다는 허락(--own-machine, 버려도 되는 시스템에서만)',
    };
  }
  try {
    accessSync(WITNESS, constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      en: `settings of the whole machine (${WITNESS}: ${code})`,
      ko: `시스템 전체 설정 (${WITNESS}: ${code})`,
    };
  }
}

/**
 * Sets some of them until `restoreMachine()`.
 *
 * @param named Those the trial has named beforehand; any other is refused.
 * @throws {SysError} When the kernel takes a value not, or another one than asked for.
 */
export function setMachine(values: MachineValues, named: readonly MachineKey[]): void {
  const stray = Object.keys(values).find((key) => !named.some((one) => one === key));
  if (stray !== undefined) throw new Error(`Cannot set ${stray}: it was not named`);
  const reason = ownMachineReason();
  if (reason !== undefined) throw new Error(`Cannot change this machine: it needs ${reason.en}`);
  for (const [key, value] of Object.entries(values)) {
    const path = sysctlPath(key);
    if (!before.has(path)) before.set(path, read(path));
    writeFileSync(path, `${value}\n`);
    if (read(path) !== String(value)) throw new SysError('set', `${key}=${value}`, 'EINVAL');
  }
}

/** Puts back what was changed, the last first. Synchronous: also runs while the process exits. */
export function restoreMachine(): void {
  for (const [path, value] of [...before].toReversed()) {
    writeFileSync(path, `${value}\n`);
    before.delete(path);
  }
}

const read = (path: string): string => readFileSync(path, 'utf8').trim().replaceAll('\t', ' ');
