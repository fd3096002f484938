/**
 * What is measured: one command per column, run inside the namespace with the crowd.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { HOUSE } from '../scripts/house.ts';

/** One measurement. */
export interface Sample {
  /** As the program timed itself, or the wall time of the whole process, ms. */
  readonly ms: number;
  /** Sockets it saw; only programs that time themselves say so. */
  readonly sockets?: number;
  /** Median of the scans after the first. */
  readonly warmMs?: number;
}

/** A command that is measured. */
interface Column {
  readonly title: string;
  /** `self`: prints a line of JSON with its own time. `process`: from spawn to exit, output thrown away. */
  readonly timed: 'self' | 'process';
  readonly command: (tools: string) => readonly [program: string, ...args: string[]];
}

/** `inet_diag_req_v2.idiag_ext`: what our scan asks for, so that the kernel does the same work for both. */
const INFO_MEMORY_CONGESTION = '74';

const TCPDOCTOR = `${HOUSE}/packages/doctor/bin/tcpdoctor.js`;
const SCAN = `${HOUSE}/bench/scan.ts`;

/** `ss` in every namespace that the crowd has made, as a person would do it. */
const SS_EVERYWHERE = 'for pid in $CROWD; do nsenter --net=/proc/$pid/ns/net ss -tani; done';

/** Every column. `tools` is the folder of the compiled C programs. */
export const COLUMNS = {
  floor: {
    title: 'C loop',
    timed: 'self',
    command: (tools) => [`${tools}/floor`, INFO_MEMORY_CONGESTION],
  },
  scan: {
    title: 'our scan',
    timed: 'self',
    command: () => [process.execPath, SCAN, 'scan'],
  },
  sockets: {
    title: 'sockets()',
    timed: 'self',
    command: () => [process.execPath, SCAN, 'sockets'],
  },
  check: {
    title: 'check --window 0',
    timed: 'process',
    command: () => [process.execPath, TCPDOCTOR, 'check', '--window', '0', '--netns', 'current'],
  },
  ssInfo: { title: 'ss -tani', timed: 'process', command: () => ['ss', '-tani'] },
  ssOwners: { title: 'ss -tanp', timed: 'process', command: () => ['ss', '-tanp'] },
  checkAll: {
    title: 'check --window 0',
    timed: 'process',
    command: () => [process.execPath, TCPDOCTOR, 'check', '--window', '0'],
  },
  ssEverywhere: {
    title: 'ss -tani in each',
    timed: 'process',
    command: () => ['sh', '-c', SS_EVERYWHERE],
  },
  version: {
    title: '--version',
    timed: 'process',
    command: () => [process.execPath, TCPDOCTOR, '--version'],
  },
  bareNode: {
    title: 'node -e 0',
    timed: 'process',
    command: () => [process.execPath, '-e', '0'],
  },
} as const satisfies Readonly<Record<string, Column>>;

/** A column, by its key. */
export type ColumnId = keyof typeof COLUMNS;

/** `check` ends with 1 when it finds something, which is no failure here. */
const ENDED_WELL: readonly (number | null)[] = [0, 1];

/**
 * Runs one column once.
 *
 * @throws {Error} When its program fails.
 */
export function sample(id: ColumnId, tools: string): Sample {
  const { timed, command } = COLUMNS[id];
  const [program, ...args] = command(tools);
  const startMs = performance.now();
  const { status, stdout, error } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', timed === 'self' ? 'pipe' : 'ignore', 'inherit'],
  });
  const ms = performance.now() - startMs;
  if (!ENDED_WELL.includes(status)) {
    throw new Error(`Cannot measure ${program} ${args.join(' ')}: status ${status}`, {
      cause: error,
    });
  }
  return timed === 'self' ? (JSON.parse(stdout) as Sample) : { ms };
}

/** Most memory a column held, resident, bytes. Only for programs that run on Node. */
export function peakBytes(id: ColumnId, tools: string): number {
  const [program, ...args] = COLUMNS[id].command(tools);
  const { output } = spawnSync(program, ['--import', `${HOUSE}/bench/peak.ts`, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  return Number(output[3]);
}
