/**
 * `tcpdoctor confirm`: its flags. The work is in `confirm-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import type { JournalFlags } from './apply-flags.ts';
import { entryIdArgument, journalFlags } from './apply-flags.ts';
import { COMMANDS, FLAGS } from './apply-words.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { switchFlag, wordFlag } from './flags.ts';

/** What `confirm` was asked for. */
export interface ConfirmFlags extends JournalFlags {
  readonly persist?: boolean;
  readonly 'sysctl-dir'?: string;
}

/** The command, its help in `lang`. */
export const confirmCommand = (lang: Lang): Command<Context> =>
  buildCommand<ConfirmFlags, [string?], Context>({
    loader: lazily(async () => (await import('./confirm-run.ts')).runConfirm),
    parameters: {
      flags: {
        persist: switchFlag(FLAGS.persist[lang]),
        'sysctl-dir': wordFlag('DIR', FLAGS.sysctlDir[lang]),
        ...journalFlags(lang),
      },
      positional: entryIdArgument(lang),
    },
    docs: { brief: COMMANDS.confirm.brief[lang], fullDescription: COMMANDS.confirm.full[lang] },
  });
