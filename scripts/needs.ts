/**
 * The commands the tests call, installed where that is possible.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter } from 'node:path';

/** Debian's package for each command the live and lab tests call. */
const PACKAGE_OF: ReadonlyMap<string, string> = new Map([
  ['ip', 'iproute2'],
  ['ss', 'iproute2'],
  ['tc', 'iproute2'],
  ['nft', 'nftables'],
  ['sysctl', 'procps'],
]);

/**
 * Makes sure that every command the tests call is there.
 *
 * Changes the machine: as root on Debian it installs the missing packages with apt-get.
 * @returns What is missing and could not be installed, as a sentence; `undefined` when all is well.
 */
export function installNeeds(): string | undefined {
  if (process.platform !== 'linux') return 'The live and lab tests need Linux';
  const missing = missingCommands();
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.flatMap((command) => PACKAGE_OF.get(command) ?? []))];
  const sentence = `Missing ${missing.join(', ')}: install ${packages.join(' and ')}`;
  if (process.getuid?.() !== 0 || !isThere('apt-get')) return sentence;
  console.log(`Installing ${packages.join(' and ')}`);
  const ended = aptGet('update') && aptGet('install', '-y', '--no-install-recommends', ...packages);
  return ended && missingCommands().length === 0 ? undefined : `${sentence} (apt-get failed)`;
}

const missingCommands = (): string[] => [...PACKAGE_OF.keys()].filter((one) => !isThere(one));

function isThere(command: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => isExecutable(`${folder}/${command}`));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function aptGet(...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', ...args], { stdio: 'inherit', env }).status === 0;
}
