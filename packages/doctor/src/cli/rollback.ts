/**
 * `tcpdoctor rollback`: its flags. The work is in `rollback-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { entryIdArgument, stateDirFlag } from './apply-flags.ts';
import { COMMANDS, FLAGS } from './apply-words.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { switchFlag } from './flags.ts';

/** What `rollback`, or `changes`, was asked for. */
export interface JournalFlags {
  readonly state?: string;
  readonly json?: boolean;
}

/** The command, its help in `lang`. */
export const rollbackCommand = (lang: Lang): Command<Context> =>
  buildCommand<JournalFlags, [string?], Context>({
    loader: lazily(async () => (await import('./rollback-run.ts')).runRollback),
    parameters: {
      flags: { state: stateDirFlag(lang), json: switchFlag(FLAGS.json[lang]) },
      positional: entryIdArgument(lang),
    },
    docs: { brief: COMMANDS.rollback.brief[lang], fullDescription: COMMANDS.rollback.full[lang] },
  });
