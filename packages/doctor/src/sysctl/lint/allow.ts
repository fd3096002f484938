/**
 * Lines that somebody has looked at and wants as they are: `# tcpdoctor: allow KIND[, KIND...]` above.
 * @module
 */
import type { SysctlLine } from '../../kernel/sysctl-files/parse-file.ts';
import type { Placed } from '../../kernel/sysctl-files/winners.ts';
import type { Hit } from './kinds/kind.ts';

const ALLOW = /^[#;]\s*tcpdoctor:\s*allow\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/;

/** Whether the comments right above a line allow a kind; above the first line, for a whole file. */
export type IsAllowed = (hit: Pick<Hit, 'file' | 'line'>, kind: string) => boolean;

/** Reads the comments of all lines once. */
export function allowances(lines: readonly Placed<SysctlLine>[]): IsAllowed {
  const byLine = new Map<SysctlLine, ReadonlySet<string>>();
  let above = new Set<string>();
  for (const { line } of lines) {
    if (line.kind === 'comment') for (const kind of allowedBy(line)) above.add(kind);
    else {
      if (above.size > 0) byLine.set(line, above);
      above = new Set();
    }
  }
  return ({ file, line }, kind) =>
    line === undefined ? atTop(file.lines, kind) : byLine.get(line)?.has(kind) === true;
}

const allowedBy = ({ text }: SysctlLine): string[] => ALLOW.exec(text)?.[1]?.split(/\s*,\s*/) ?? [];

function atTop(lines: readonly SysctlLine[], kind: string): boolean {
  for (const line of lines) {
    if (line.kind !== 'comment') return false;
    if (allowedBy(line).includes(kind)) return true;
  }
  return false;
}
