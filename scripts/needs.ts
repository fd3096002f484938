/**
 * The commands the tests call, installed where that is possible.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter } from 'node:path';

/** Debian's package for each command the live and lab tests call. */
const PACKAGE_OF: ReadonlyMap<string, string> = new Map([
  ['ip', 'iproute2'],
  ['ss', 'iproute2'],
  ['tc', 'iproute2'],
  ['nft', 'nftables'],
  ['sysctl', 'procps'],
]);

/** What the recipes are tried with: a command that succeeds where it is there, and Debian's package. */
const RUNTIMES: readonly Runtime[] = [
  { probe: ['go', 'version'], debian: 'golang-go' },
  { probe: ['javac', '-version'], debian: 'default-jdk-headless' },
  { probe: ['python3', '-c', 'import urllib3'], debian: 'python3-urllib3' },
  { probe: ['nginx', '-v'], debian: 'nginx', isService: true },
  { probe: ['haproxy', '-v'], debian: 'haproxy', isService: true },
];

interface Runtime {
  readonly probe: readonly [string, ...string[]];
  readonly debian: string;
  /** The package starts a server where systemd runs: not on a machine that somebody uses. */
  readonly isService?: true;
}

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
  if (!mayInstall()) return sentence;
  return install(packages) && missingCommands().length === 0
    ? undefined
    : `${sentence} (apt-get failed)`;
}

/**
 * Installs what the recipes are tried with, where that is possible. What is missing in the end is no failure:
 * the tests of its recipes say that they were not run.
 */
export function installRuntimes(): void {
  if (process.platform !== 'linux' || !mayInstall()) return;
  const missing = RUNTIMES.filter(({ probe }) => !succeeds(probe));
  const wanted = missing.filter(({ isService }) => isService !== true || !hasSystemd());
  if (wanted.length === 0) return;
  // One by one: a release that lacks one of them has the others.
  const refused = wanted.filter(({ debian }) => !install([debian])).map(({ debian }) => debian);
  if (refused.length > 0) console.log(`Cannot install ${refused.join(' and ')}`);
}

const mayInstall = (): boolean => process.getuid?.() === 0 && isThere('apt-get');

const hasSystemd = (): boolean => existsSync('/run/systemd/system');

const succeeds = ([program, ...args]: Runtime['probe']): boolean =>
  spawnSync(program, args).status === 0;

/** Lists are fetched once. */
let listed: boolean | undefined;

function install(packages: readonly string[]): boolean {
  console.log(`Installing ${packages.join(' and ')}`);
  listed ??= aptGet('update');
  return listed && aptGet('install', '-y', '--no-install-recommends', ...packages);
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
  const soon = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20'];
  return spawnSync('apt-get', ['-qq', ...soon, ...args], { stdio: 'inherit', env }).status === 0;
}
