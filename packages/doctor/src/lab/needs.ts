/**
 * What a run of the lab needs from the machine.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { tunReason } from './link/emulated.ts';

/** Something a lab test may need. */
export type Need = 'root' | 'ip' | 'nft' | 'tun';

const runs = (file: string, ...args: string[]): boolean => spawnSync(file, args).status === 0;

/** Why each is missing; `undefined` when it is there. */
const PROBES: Readonly<Record<Need, () => string | undefined>> = {
  root: () => {
    if (process.platform !== 'linux') return 'Linux';
    if (process.getuid?.() !== 0) return 'root';
    return runs('unshare', '--net', 'true') ? undefined : 'leave to make network namespaces';
  },
  ip: () => (runs('ip', '-V') ? undefined : 'ip (Debian: iproute2)'),
  nft: () => (runs('nft', '--version') ? undefined : 'nft (Debian: nftables)'),
  tun: () => {
    const reason = tunReason();
    return reason === undefined ? undefined : `a TUN device (${reason})`;
  },
};

const known = new Map<Need, string | undefined>();

/** What is missing of these, in words; empty when nothing is. Each is tried once per process. */
export function lacking(...wanted: readonly Need[]): string[] {
  return wanted.flatMap((need) => {
    if (!known.has(need)) known.set(need, PROBES[need]());
    return known.get(need) ?? [];
  });
}

/**
 * Options for `test()` that skip, saying why, where this machine cannot run it. With LAB=require a
 * missing need is a failure instead: a green run that skipped everything must not exist.
 */
export function needs(...wanted: readonly Need[]): { skip?: string } {
  const missing = lacking(...wanted);
  if (missing.length === 0) return {};
  const reason = `Needs ${missing.join(' and ')}`;
  if (process.env['LAB'] === 'require') throw new Error(`Cannot skip with LAB=require: ${reason}`);
  return { skip: reason };
}
