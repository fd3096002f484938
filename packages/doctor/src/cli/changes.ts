/**
 * `tcpdoctor changes`: its flags. The work is in `changes-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import type { JournalFlags } from './apply-flags.ts';
import { journalFlags } from './apply-flags.ts';
import { COMMANDS } from './apply-words.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';

/** The command, its help in `lang`. */
export const changesCommand = (lang: Lang): Command<Context> =>
  buildCommand<JournalFlags, [], Context>({
    loader: lazily(async () => (await import('./changes-run.ts')).runChanges),
    parameters: { flags: journalFlags(lang) },
    docs: { brief: COMMANDS.changes.brief[lang], fullDescription: COMMANDS.changes.full[lang] },
  });
