/**
 * Judges sysctl files. Pure: files and, where there is one, the running kernel's values come in.
 * @module
 */
import type { Text } from '../../model/text.ts';
import { allowances } from './allow.ts';
import type { IsAllowed } from './allow.ts';
import { lintContext } from './context.ts';
import type { LintContext, LintInput } from './context.ts';
import { KINDS } from './kinds/catalog.ts';
import type { Hit, Kind, LintSeverity } from './kinds/kind.ts';
import { isSetting } from './kinds/kind.ts';
import { isRead, maskOf } from '../../kernel/sysctl-files/reading-order.ts';
import type { Tool } from '../../kernel/sysctl-files/reading-order.ts';

export type { Tool };
import type { SysctlFile, SysctlTree } from '../../kernel/sysctl-files/tree.ts';

/** One bad line. */
export interface Problem {
  /** Id of its kind. */
  readonly kind: string;
  readonly severity: LintSeverity;
  readonly name: Text;
  /** Path as the machine of the files sees it. */
  readonly file: string;
  /** From 1; absent when it is about the whole file. */
  readonly line?: number;
  /** The line as it stands. */
  readonly text?: string;
  /** The key it sets, when it is a setting. */
  readonly key?: string;
  readonly why: Text;
  readonly instead: Text;
  readonly source: string;
}

/** Who decides about a key under one tool. */
export interface Decision {
  readonly tool: Tool;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** One key that the files set. */
export interface LintedKey {
  readonly key: string;
  /** By tool; a tool that leaves the key alone is not among them. */
  readonly decisions: readonly Decision[];
  /** What the kernel runs with; absent where that is not known. */
  readonly running?: string;
}

/** A file that some tool could be expected to read, and none does, or not all. */
export interface Unread {
  readonly file: string;
  readonly because: 'suffix' | 'masked' | 'null' | 'no file' | 'not at boot';
  /** The file that masks it. */
  readonly by?: string;
}

/** What was found. */
export interface LintReport {
  /** Worst first inside of a file, files in the order they are read. */
  readonly problems: readonly Problem[];
  readonly keys: readonly LintedKey[];
  readonly unread: readonly Unread[];
  /** Files read, by tool. */
  readonly files: readonly { readonly tool: Tool; readonly files: readonly string[] }[];
  /** Kernel the files are judged for; absent when nobody said. */
  readonly kernel?: string;
  /** Network namespace whose running values were compared; absent: none. */
  readonly namespace?: string;
}

/** Asks every kind. */
export function lint(input: LintInput): LintReport {
  const context = lintContext(input);
  const isAllowed = allowances(context.lines);
  return {
    problems: KINDS.flatMap((kind) => problemsOf(kind, context, isAllowed)).toSorted(
      inOrder(context),
    ),
    keys: lintedKeys(context),
    unread: unreadFiles(context),
    files: input.readings.map(({ tool, files }) => ({
      tool,
      files: files.map(({ path }) => path),
    })),
    ...(input.kernel === undefined ? {} : { kernel: input.kernel }),
    ...(input.running === undefined ? {} : { namespace: input.running.namespace }),
  };
}

const problemsOf = (kind: Kind, context: LintContext, isAllowed: IsAllowed): Problem[] =>
  [...kind.find(context)]
    .filter((hit) => !isAllowed(hit, kind.id))
    .map((hit) => problemOf(kind, hit));

function problemOf(kind: Kind, { file, line, why, instead, severity }: Hit): Problem {
  return {
    kind: kind.id,
    severity: severity ?? kind.severity,
    name: kind.name,
    file: file.path,
    ...(line === undefined ? {} : { line: line.line, text: line.text }),
    ...(line !== undefined && isSetting(line) ? { key: line.key } : {}),
    why,
    instead,
    source: kind.source,
  };
}

/** By file, then line. */
function inOrder({ lines, tree }: LintContext): (a: Problem, b: Problem) => number {
  const paths = [
    ...lines.map(({ file }) => file.path),
    ...(tree?.entries ?? []).map((f) => f.path),
  ];
  const ranks = new Map<string, number>();
  for (const path of paths) if (!ranks.has(path)) ranks.set(path, ranks.size);
  const rank = ({ file }: Problem): number => ranks.get(file) ?? ranks.size;
  return (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0);
}

function lintedKeys({ won, running }: LintContext): LintedKey[] {
  const keys = new Set([...won.values()].flatMap((map) => [...map.keys()]));
  return [...keys].toSorted().map((key) => {
    const now = running?.value(key);
    const decisions = [...won].flatMap(([tool, map]): Decision[] => {
      const winner = map.get(key);
      if (winner === undefined) return [];
      return [{ tool, value: winner.value, file: winner.file.path, line: winner.line.line }];
    });
    return { key, decisions, ...(now === undefined ? {} : { running: now }) };
  });
}

function unreadFiles({ tree, readings }: LintContext): Unread[] {
  if (tree === undefined) return [];
  const conf = tree.sysctlConf;
  const systemd = readings.find(({ tool }) => tool === 'systemd');
  const atBoot = systemd?.files.some(({ realPath }) => realPath === conf?.realPath) !== false;
  return [
    ...tree.entries.flatMap((file) => unreadEntry(file, tree)),
    ...(conf === undefined || atBoot ? [] : [{ file: conf.path, because: 'not at boot' as const }]),
  ];
}

function unreadEntry(file: SysctlFile, tree: SysctlTree): Unread[] {
  const { path } = file;
  const mask = maskOf(tree, file);
  if (!isRead(file.name, 'procps')) return [{ file: path, because: 'suffix' }];
  if (mask !== undefined) return [{ file: path, because: 'masked', by: mask.path }];
  if (file.state === 'null') return [{ file: path, because: 'null' }];
  if (!['file', 'binary'].includes(file.state)) return [{ file: path, because: 'no file' }];
  const atBoot = !tree.withSystemd || isRead(file.name, 'systemd');
  return atBoot ? [] : [{ file: path, because: 'not at boot' }];
}

const BAD: ReadonlySet<LintSeverity> = new Set(['error', 'warning']);

/** Whether there is anything that should stop a review: an error or a warning. */
export const isBad = ({ problems }: Pick<LintReport, 'problems'>): boolean =>
  problems.some(({ severity }) => BAD.has(severity));
