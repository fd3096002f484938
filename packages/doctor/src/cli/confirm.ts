/**
 * `tcpdoctor confirm`: its flags. The work is in `confirm-run.ts`.
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

/** What `confirm` was asked for. */
export interface ConfirmFlags {
  readonly persist?: boolean;
  readonly 'sysctl-dir'?: string;
  readonly state?: string;
  readonly json?: boolean;
}

/** The command, its help in `lang`. */
export const confirmCommand = (lang: Lang): Command<Context> =>
  buildCommand<ConfirmFlags, [string?], Context>({
    loader: lazily(async () => (await import('./confirm-run.ts')).runConfirm),
    parameters: {
      flags: {
        persist: switchFlag(FLAGS.persist[lang]),
        'sysctl-dir': {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'DIR',
          brief: FLAGS.sysctlDir[lang],
        },
        state: stateDirFlag(lang),
        json: switchFlag(FLAGS.json[lang]),
      },
      positional: entryIdArgument(lang),
    },
    docs: { brief: COMMANDS.confirm.brief[lang], fullDescription: COMMANDS.confirm.full[lang] },
  });
