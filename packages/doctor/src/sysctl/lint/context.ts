/**
 * What a kind of bad line may ask about the files it is in, and about the kernel they are for.
 * @module
 */
import { SETTINGS, settingOf } from '../catalogue/catalogue.ts';
import { defaultOf } from '../catalogue/default-of.ts';
import { keptValue } from '../kept-value.ts';
import type { Setting } from '../setting.ts';
import type { SysctlLine } from '../../kernel/sysctl-files/parse-file.ts';
import type { Reading, Tool } from '../../kernel/sysctl-files/reading-order.ts';
import type { SysctlFile, SysctlTree } from '../../kernel/sysctl-files/tree.ts';
import { winners } from '../../kernel/sysctl-files/winners.ts';
import type { Placed, Winner } from '../../kernel/sysctl-files/winners.ts';

/** The running machine, in the network namespace that the files are for. */
export interface Running {
  /** Its name: `host`, a name under /run/netns, or `command/pid`. */
  readonly namespace: string;
  /** A value in force; `undefined` when there is none here, or it is not readable. */
  readonly value: (key: string) => string | undefined;
  /** Whether there is such a key here, readable or not. */
  readonly exists: (key: string) => boolean;
  /** Whether the namespace is the first one, in which host-wide keys exist. */
  readonly isFirstNamespace: boolean;
  readonly memoryBytes: number;
  /** Modules of this kernel that could be loaded; `undefined` when they cannot be listed. */
  readonly modules: ReadonlySet<string> | undefined;
}

/** What is judged. */
export interface LintInput {
  /** One per tool; of named files a single one. */
  readonly readings: readonly Reading[];
  /** Absent where files were named. */
  readonly tree?: SysctlTree;
  /** Modules that are there before any file is read at boot; absent where files were named. */
  readonly bootModules?: ReadonlySet<string>;
  /** `6.18`; absent when nobody said. */
  readonly kernel?: string;
  /** Absent where another machine's files are judged. */
  readonly running?: Running;
}

/** The input, with what every kind needs of it. */
export interface LintContext extends LintInput {
  /** Every line of every file that some tool reads, each once. */
  readonly lines: readonly Placed<SysctlLine>[];
  readonly won: ReadonlyMap<Tool, ReadonlyMap<string, Winner>>;
  /** Lines that decide under at least one tool, by key: what they do counts. */
  readonly effective: readonly (Winner & { readonly setting: Setting })[];
  /** The value a key will have once all files are read; `undefined` when nothing says. */
  readonly inForce: (key: string) => string | undefined;
}

/** Works out what the kinds share. */
export function lintContext(input: LintInput): LintContext {
  const known = knownKeys();
  const won = new Map(
    input.readings.map((reading) => [reading.tool, winners(reading, known, keptValue)]),
  );
  const all = [...won.values()];
  return {
    ...input,
    lines: placedLines(input.readings),
    won,
    effective: effectiveLines(all),
    inForce: (key) => inForce(key, input, all),
  };
}

const knownKeys = (): string[] =>
  SETTINGS.filter(({ scope }) => scope !== 'process').map(({ key }) => key);

function placedLines(readings: readonly Reading[]): Placed<SysctlLine>[] {
  const files = new Map<string, SysctlFile>();
  for (const file of readings.flatMap((reading) => reading.files)) files.set(file.path, file);
  const seen = new Set<string>();
  return [...files.values()].flatMap((file) => {
    if (seen.has(file.realPath)) return [];
    seen.add(file.realPath);
    return file.lines.map((line) => ({ file, line }));
  });
}

function effectiveLines(all: readonly ReadonlyMap<string, Winner>[]): LintContext['effective'] {
  const found = new Map<string, Winner & { readonly setting: Setting }>();
  for (const winner of all.flatMap((map) => [...map.values()])) {
    const setting = settingOf(winner.key);
    if (setting === undefined) continue;
    found.set(`${winner.key} ${winner.file.realPath}:${winner.line.line}`, { ...winner, setting });
  }
  return [...found.values()];
}

/** By a file, else as it is now, else as kernels begin. */
function inForce(
  key: string,
  { kernel, running }: LintInput,
  all: readonly ReadonlyMap<string, Winner>[],
): string | undefined {
  const winner = all.map((map) => map.get(key)).find((found) => found !== undefined);
  const setting = settingOf(key);
  return (
    winner?.value ??
    running?.value(key) ??
    (setting === undefined ? undefined : defaultOf(setting, kernel).value)
  );
}
