/**
 * What a run of the lab needs from the machine.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Text } from '../model/text.ts';
import { same } from '../model/text.ts';
import { tunReason } from './link/emulated.ts';
import { ownMachineReason } from './machine.ts';
import { memoryGroupReason } from './memory-group.ts';

/** Something a lab test may need. */
export type Need =
  | 'root'
  | 'ip'
  | 'nft'
  | 'tun'
  | 'memory-group'
  | 'sysctl'
  | 'own-machine'
  | 'netem'
  | 'fq_codel'
  | 'rps'
  | 'nginx';

const runs = (file: string, ...args: string[]): boolean => spawnSync(file, args).status === 0;

/** Tried on the loopback of a namespace of its own. */
const BUNCHES = 'tc qdisc add dev lo root netem delay 1ms slot 20ms 20ms';
const FAIR_QUEUE =
  'tc qdisc add dev lo root handle 1: tbf rate 8mbit burst 4kb limit 40000 && tc qdisc add dev lo parent 1:1 fq_codel';

/** Kernels for one CPU have none. */
const RPS_FILE = '/sys/class/net/lo/queues/rx-0/rps_cpus';

/** Why each is missing; `undefined` when it is there. */
const PROBES: Readonly<Record<Need, () => Text | undefined>> = {
  root: () => {
    if (process.platform !== 'linux') return same('Linux');
    if (process.getuid?.() !== 0) return { en: 'root', ko: 'root 권한' };
    return runs('unshare', '--net', 'true')
      ? undefined
      : { en: 'leave to make network namespaces', ko: '네트워크 네임스페이스를 만들 권한' };
  },
  ip: () => (runs('ip', '-V') ? undefined : same('ip (Debian: iproute2)')),
  nft: () => (runs('nft', '--version') ? undefined : same('nft (Debian: nftables)')),
  tun: () => {
    const reason = tunReason();
    return reason === undefined
      ? undefined
      : { en: `a TUN device (${reason})`, ko: `TUN 장치 (${reason})` };
  },
  'memory-group': () => {
    const reason = memoryGroupReason();
    return reason === undefined
      ? undefined
      : {
          en: `control groups that limit the memory of TCP (${reason})`,
          ko: `TCP 메모리를 제한하는 컨트롤 그룹 (${reason})`,
        };
  },
  sysctl: () =>
    runs('sysctl', '--version') ? undefined : same('sysctl --system (Debian: procps)'),
  'own-machine': ownMachineReason,
  netem: () =>
    runs('unshare', '--net', 'sh', '-c', BUNCHES)
      ? undefined
      : { en: 'a kernel with netem', ko: 'netem이 있는 커널' },
  fq_codel: () =>
    runs('unshare', '--net', 'sh', '-c', FAIR_QUEUE)
      ? undefined
      : { en: 'a kernel with tbf and fq_codel', ko: 'tbf와 fq_codel이 있는 커널' },
  rps: () =>
    availableParallelism() > 1 && existsSync(RPS_FILE)
      ? undefined
      : { en: 'two CPUs and a kernel with RPS', ko: 'CPU 두 개와 RPS를 지원하는 커널' },
  nginx: () => (runs('nginx', '-v') ? undefined : same('nginx')),
};

const known = new Map<Need, Text | undefined>();

/** What is missing of these, in words; empty when nothing is. Each is tried once per process. */
export function lacking(...wanted: readonly Need[]): Text[] {
  return wanted.flatMap((need) => {
    if (!known.has(need)) known.set(need, PROBES[need]());
    return known.get(need) ?? [];
  });
}

/** The same as part of an English sentence; `undefined` when nothing is missing. */
export function lackingSentence(...wanted: readonly Need[]): string | undefined {
  const missing = lacking(...wanted).map(({ en }) => en);
  return missing.length === 0 ? undefined : `Needs ${missing.join(' and ')}`;
}

/**
 * Options for `test()` that skip, saying why, where this machine cannot run it. With LAB=require a
 * missing need is a failure instead: a green run that skipped everything must not exist.
 */
export function needs(...wanted: readonly Need[]): { skip?: string } {
  const reason = lackingSentence(...wanted);
  if (reason === undefined) return {};
  if (process.env['LAB'] === 'require') throw new Error(`Cannot skip with LAB=require: ${reason}`);
  return { skip: reason };
}
