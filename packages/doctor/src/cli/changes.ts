/**
 * `tcpdoctor changes`: its flags. The work is in `changes-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { stateDirFlag } from './apply-flags.ts';
import { COMMANDS, FLAGS } from './apply-words.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { switchFlag } from './flags.ts';
import type { JournalFlags } from './rollback.ts';

/** The command, its help in `lang`. */
export const changesCommand = (lang: Lang): Command<Context> =>
  buildCommand<JournalFlags, [], Context>({
    loader: lazily(async () => (await import('./changes-run.ts')).runChanges),
    parameters: { flags: { state: stateDirFlag(lang), json: switchFlag(FLAGS.json[lang]) } },
    docs: { brief: COMMANDS.changes.brief[lang], fullDescription: COMMANDS.changes.full[lang] },
  });
