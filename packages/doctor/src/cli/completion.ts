/**
 * `tcpdoctor completion`: its argument. The work is in `completion-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import { UsageError } from '../errors.ts';
import type { Lang } from '../model/text.ts';
import type { NoFlags } from './command.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { COMMAND, FLAG } from './words.ts';

/** Shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A shell with a completion script. */
export type Shell = (typeof SHELLS)[number];

/** The command, its help in `lang`. */
export const completionCommand = (lang: Lang): Command<Context> =>
  buildCommand<NoFlags, [Shell], Context>({
    loader: lazily(async () => (await import('./completion-run.ts')).runCompletion),
    parameters: {
      positional: {
        kind: 'tuple',
        parameters: [
          {
            parse: parseShell,
            placeholder: 'bash|zsh|fish',
            brief: FLAG.shell[lang],
            proposeCompletions: () => SHELLS,
          },
        ],
      },
    },
    docs: { brief: COMMAND.completion.brief[lang], fullDescription: COMMAND.completion.full[lang] },
  });

function parseShell(input: string): Shell {
  const shell = SHELLS.find((known) => known === input);
  if (shell === undefined) throw new UsageError(FLAG.badShell(input));
  return shell;
}
