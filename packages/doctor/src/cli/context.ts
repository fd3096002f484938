/**
 * Everything a command may touch. Tests pass their own; `main.ts` passes the real one.
 * @module
 */
import type { CommandContext, StricliProcess } from '@stricli/core';
import type { OpenDoors } from '../doors.ts';
import type { Checkup } from '../model/checkup.ts';
import type { Survey } from '../model/survey.ts';
import type { Lang } from '../model/text.ts';
import type { SurveyOptions } from '../mod.ts';
import type { Rule } from '../rules/rule.ts';
import type { LintReport } from '../sysctl/lint/lint.ts';
import type { LintOptions } from '../sysctl/lint/read-lint.ts';

/** A stream for text: standard output or standard error. */
export interface Screen {
  /** Writes a text as it stands. */
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Cells of a line of the terminal; `undefined` when it is none. */
  readonly columns?: number | undefined;
}

/** What stands outside of the command line: streams, environment, the machine. */
export interface World {
  readonly out: Screen;
  readonly err: Screen;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Looks at this machine. Loads what it needs when it is called. */
  readonly survey: (options: SurveyOptions) => Promise<Survey>;
  /** Asks every rule. Loads the catalogue when it is called. */
  readonly diagnose: (survey: Survey) => Promise<Checkup>;
  /** Judges sysctl files. Loads what it needs when it is called. */
  readonly lint: (options: LintOptions) => Promise<LintReport>;
  /** Every rule. Loads the catalogue when it is called. */
  readonly rules: () => Promise<readonly Rule[]>;
  /** Opens this machine for changes, with the journal in a directory. Changes nothing by itself. */
  readonly doors: (stateDir: string) => Promise<OpenDoors>;
  /**
   * Ids of applies that were never confirmed and that nobody watches over any more. Loads nothing where
   * there never was an apply; empty too where the journal may not be read.
   */
  readonly overdue: () => Promise<readonly string[]>;
  /** Asks on the terminal for a yes. `undefined` where there is none. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

/**
 * Exit status of a command that came to its end: 0 nothing of `warning` or worse, 1 a finding,
 * 3 there was nothing it could look at.
 */
export type Status = 0 | 1 | 3;

/** How a run of the command line ended. */
export type Outcome =
  | { readonly kind: 'done'; readonly status: Status }
  /** The command line was refused, and why has been printed. */
  | { readonly kind: 'usage' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What a command gets: the world, the choices that hold for every command, and a place for its outcome. */
export interface Context extends CommandContext {
  readonly process: StricliProcess;
  readonly world: World;
  /** The command line as it was typed, without the name of the program. */
  readonly typed: readonly string[];
  readonly lang: Lang;
  /** Whether standard output shall be coloured. */
  readonly color: boolean;
  /** Sets how the command ended; the last one counts. */
  readonly end: (outcome: Outcome) => void;
}
