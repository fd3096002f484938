/**
 * The crowds, and what is measured beside each.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { HOUSE } from '../scripts/house.ts';
import type { ColumnId } from './columns.ts';
import type { Measured } from './measure.ts';

/** One crowd and the columns measured beside it. */
export interface Case {
  readonly id: string;
  readonly title: string;
  /** Arguments of crowd.c before the command; none runs without a crowd. */
  readonly crowd: readonly string[];
  readonly rounds: number;
  readonly columns: readonly ColumnId[];
}

const ALL = ['floor', 'scan', 'sockets', 'check', 'ssInfo', 'ssOwners'] as const;

const established = (id: string, sockets: string, connections: number, rounds: number): Case => ({
  id: `${id}-established`,
  title: `${sockets} established`,
  crowd: ['together', String(connections), 'established'],
  rounds,
  columns: ALL,
});

const timeWait = (id: string, sockets: string, count: number, rounds: number): Case => ({
  id: `${id}-time-wait`,
  title: `${sockets} TIME_WAIT`,
  crowd: ['together', String(count), 'time-wait'],
  rounds,
  columns: ALL,
});

/** Every case. An established connection is two sockets, a closed one leaves one TIME_WAIT for 60 s. */
export const CASES: readonly Case[] = [
  established('1k', '1,000', 500, 9),
  established('10k', '10,000', 5_000, 9),
  established('100k', '100,000', 50_000, 7),
  timeWait('1k', '1,000', 1_000, 9),
  timeWait('10k', '10,000', 10_000, 9),
  timeWait('100k', '100,000', 100_000, 5),
  {
    ...timeWait('1m', '1,000,000', 1_000_000, 2),
    columns: ['floor', 'scan', 'check', 'ssInfo'],
  },
  {
    id: '300-namespaces',
    title: '300 namespaces of 100 established',
    crowd: ['apart', '300', 'established'],
    rounds: 7,
    columns: ['checkAll', 'ssEverywhere'],
  },
  { id: 'start', title: 'start', crowd: [], rounds: 21, columns: ['version', 'bareNode'] },
];

/**
 * Brings the crowd about and measures beside it.
 *
 * @throws {Error} When the crowd or a column fails.
 */
export function runCase({ id, crowd, rounds, columns }: Case, tools: string): Measured {
  const measure = [
    process.execPath,
    `${HOUSE}/bench/measure.ts`,
    tools,
    String(rounds),
    ...columns,
  ];
  const command = crowd.length === 0 ? measure : [`${tools}/crowd`, ...crowd, ...measure];
  const { status, stdout } = spawnSync(command[0] ?? '', command.slice(1), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Cannot measure ${id}: status ${status}`);
  return JSON.parse(stdout) as Measured;
}
