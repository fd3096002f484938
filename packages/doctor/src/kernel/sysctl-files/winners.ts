/**
 * Which line decides, for each key.
 *
 * Source: sysctl.d(5); apply_all() of systemd and write_setting_list() of procps. Both let the last line
 * of a key win, and a line that names a key beats every pattern. They differ in what was tried with
 * systemd 252 and procps 4.0.2: systemd writes only the last line of a key, so that one the kernel
 * refuses leaves the key alone, while procps writes them all in turn; for systemd an exclusion also
 * takes back a line that names its key; and a pattern that is repeated with the same value keeps its
 * first place for systemd.
 * @module
 */
import { covers, isPattern } from './parse-file.ts';
import type { SettingLine } from './parse-file.ts';
import type { Reading, Tool } from './reading-order.ts';
import type { SysctlFile } from './tree.ts';

/** A line with the file it stands in. */
export interface Placed<L = SettingLine> {
  readonly file: SysctlFile;
  readonly line: L;
}

/** What a key will be, and who says so. */
export interface Winner extends Placed {
  readonly key: string;
  /** As the kernel will hold it, as far as `Kept` knows. */
  readonly value: string;
}

/** What the kernel will hold once a value is written to a key; `undefined` when it refuses it. */
export type Kept = (key: string, written: string) => string | undefined;

/** Lines of one tool, with all that their order decides. */
interface Plan {
  /** Lines that name a key, by key, in the order they are written. */
  readonly named: Map<string, Placed[]>;
  readonly patterns: Placed[];
  readonly excluded: Set<string>;
}

/**
 * The winner of every key that a line names, and of every key of `known` that a pattern covers.
 * A key whose lines are all refused has none.
 *
 * @param known Keys that exist, so that patterns can find them.
 */
export function winners(
  { tool, files }: Reading,
  known: readonly string[],
  kept: Kept,
): ReadonlyMap<string, Winner> {
  const plan = makePlan(tool, files);
  const found = new Map<string, Winner>();
  const lastTaken = (key: string, lines: readonly Placed[]): Winner | undefined =>
    lines
      .toReversed()
      .map((placed) => ({ ...placed, key, value: kept(key, placed.line.value) }))
      .find((winner): winner is Winner => winner.value !== undefined);
  for (const [key, lines] of plan.named) {
    const winner = lastTaken(key, tool === 'systemd' ? lines.slice(-1) : lines);
    if (winner !== undefined) found.set(key, winner);
  }
  for (const key of known) {
    if (plan.named.has(key) || plan.excluded.has(key)) continue;
    const lines = plan.patterns.filter(({ line }) => covers(line.key, key));
    const winner = lastTaken(key, lines);
    if (winner !== undefined) found.set(key, winner);
  }
  return found;
}

function makePlan(tool: Tool, files: readonly SysctlFile[]): Plan {
  const plan: Plan = { named: new Map(), patterns: [], excluded: new Set() };
  for (const file of files) {
    for (const line of file.lines) {
      if (line.kind === 'exclusion') exclude(plan, tool, line.key);
      if (line.kind !== 'setting' || (line.forSystemdOnly && tool !== 'systemd')) continue;
      add(plan, tool, { file, line });
    }
  }
  return plan;
}

function exclude(plan: Plan, tool: Tool, key: string): void {
  if (isPattern(key)) return;
  plan.excluded.add(key);
  if (tool === 'systemd') plan.named.delete(key);
}

function add({ named, patterns }: Plan, tool: Tool, placed: Placed): void {
  const { key, value } = placed.line;
  if (!isPattern(key)) {
    const lines = named.get(key);
    if (lines === undefined) named.set(key, [placed]);
    else lines.push(placed);
    return;
  }
  const before = patterns.findIndex(({ line }) => line.key === key);
  if (before >= 0 && tool === 'systemd') {
    if (patterns[before]?.line.value === value) return;
    patterns.splice(before, 1);
  }
  patterns.push(placed);
}
