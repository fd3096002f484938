/**
 * Lines that somebody has looked at and wants as they are: `# tcpdoctor: allow KIND[, KIND...]` above.
 * @module
 */
import type { Hit } from './kinds/kind.ts';

const ALLOW = /^[#;]\s*tcpdoctor:\s*allow\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/;

/** Whether the comments right above a line allow a kind; above the first line, for a whole file. */
export function allowedHere({ file, line }: Hit, kind: string): boolean {
  const at = line === undefined ? 0 : file.lines.indexOf(line);
  const above = line === undefined ? file.lines : file.lines.slice(0, at).toReversed();
  for (const comment of above) {
    if (comment.kind !== 'comment') return false;
    const allowed = ALLOW.exec(comment.text)?.[1]?.split(/\s*,\s*/) ?? [];
    if (allowed.includes(kind)) return true;
  }
  return false;
}
