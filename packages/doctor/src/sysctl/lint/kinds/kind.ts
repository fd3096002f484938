/**
 * What a kind of bad line is, and how most of them are written.
 * @module
 */
import type { Text } from '../../../model/text.ts';
import { numbersOf } from '../../value.ts';
import type { LintContext } from '../context.ts';
import type { SysctlLine } from '../../../kernel/sysctl-files/parse-file.ts';
import type { SysctlFile } from '../../../kernel/sysctl-files/tree.ts';
import type { Placed } from '../../../kernel/sysctl-files/winners.ts';

/**
 * `error`: the kernel or the tools do not take the line, or read something else in it. `warning`: it
 * does harm, or not what it is there for. `note`: worth knowing.
 */
export type LintSeverity = 'error' | 'warning' | 'note';

/** One bad line, or one file that is never read. */
export interface Hit {
  readonly file: SysctlFile;
  /** Absent when it is about the whole file. */
  readonly line?: SysctlLine;
  /** Why it is bad here, with its numbers. */
  readonly why: Text;
  /** What to write or do instead. */
  readonly instead: Text;
  /** When it is not that of the kind. */
  readonly severity?: LintSeverity;
}

/** A kind of bad line. */
export interface Kind {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly severity: LintSeverity;
  /** In a few words. */
  readonly name: Text;
  /** Where it can be checked. */
  readonly source: string;
  readonly find: (context: LintContext) => Iterable<Hit>;
}

/** Reason and cure of a hit. */
export type Said = Pick<Hit, 'why' | 'instead' | 'severity'>;

/** A kind that judges the values that will be in force. */
export interface ValueKind extends Omit<Kind, 'find'> {
  /** The keys it looks at; all when absent. */
  readonly keys?: readonly string[];
  /**
   * What is wrong with a value; `undefined` when nothing is.
   *
   * @param values Its numbers; empty when it is words.
   */
  readonly judge: (
    values: readonly number[],
    winner: LintContext['effective'][number],
    context: LintContext,
  ) => Said | undefined;
}

/** Makes a kind of one that judges values. */
export function valueKind({ keys, judge, ...kind }: ValueKind): Kind {
  return {
    ...kind,
    *find(context) {
      for (const winner of context.effective) {
        if (keys !== undefined && !keys.includes(winner.key)) continue;
        const said = judge(numbersOf(winner.value) ?? [], winner, context);
        if (said !== undefined) yield { file: winner.file, line: winner.line, ...said };
      }
    },
  };
}

/** A kind for what should not be turned off: a value of 0 is bad, whatever else the files say. */
export const offKind = ({
  why,
  instead = DELETE,
  ...kind
}: Omit<ValueKind, 'severity' | 'judge'> & {
  readonly why: Text;
  readonly instead?: Text;
}): Kind =>
  valueKind({
    ...kind,
    severity: 'warning',
    judge: ([value]) => (value === 0 ? { why, instead } : undefined),
  });

/** A kind that judges lines one by one, whether they win or not. */
export function lineKind<L extends SysctlLine>(
  kind: Omit<Kind, 'find'>,
  is: (line: SysctlLine) => line is L,
  judge: (placed: Placed<L>, context: LintContext) => Said | undefined,
): Kind {
  return {
    ...kind,
    *find(context) {
      for (const { file, line } of context.lines) {
        if (!is(line)) continue;
        const said = judge({ file, line }, context);
        if (said !== undefined) yield { file, line, ...said };
      }
    },
  };
}

/** Guards for `lineKind`. */
export const isSetting = (line: SysctlLine): line is Extract<SysctlLine, { kind: 'setting' }> =>
  line.kind === 'setting';
/** Guards for `lineKind`. */
export const isComment = (line: SysctlLine): line is Extract<SysctlLine, { kind: 'comment' }> =>
  line.kind === 'comment';
/** Guards for `lineKind`. */
export const isAny = (_line: SysctlLine): _line is SysctlLine => true;

/** A mark of byte order, and blanks that are none to the tools. */
export const INVISIBLE = /[\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/u;

/** Take the line out. */
export const DELETE: Text = { en: 'Delete the line', ko: '이 줄을 지웁니다' };
