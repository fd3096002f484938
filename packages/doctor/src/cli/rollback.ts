/**
 * `tcpdoctor rollback`: its flags. The work is in `rollback-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import type { JournalFlags } from './apply-flags.ts';
import { entryIdArgument, journalFlags } from './apply-flags.ts';
import { COMMANDS } from './apply-words.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';

/** The command, its help in `lang`. */
export const rollbackCommand = (lang: Lang): Command<Context> =>
  buildCommand<JournalFlags, [string?], Context>({
    loader: lazily(async () => (await import('./rollback-run.ts')).runRollback),
    parameters: {
      flags: journalFlags(lang),
      positional: entryIdArgument(lang),
    },
    docs: { brief: COMMANDS.rollback.brief[lang], fullDescription: COMMANDS.rollback.full[lang] },
  });
