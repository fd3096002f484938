/**
 * `tcpdoctor apply`: its flags. The work is in `apply-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import type { JournalFlags } from './apply-flags.ts';
import { journalFlags, parseConfirmMs } from './apply-flags.ts';
import { COMMANDS, FLAGS } from './apply-words.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { switchFlag, windowFlag, wordFlag } from './flags.ts';

/** What `apply` was asked for. */
export interface ApplyFlags extends JournalFlags {
  readonly yes?: boolean;
  /** Time to confirm, ms. */
  readonly 'confirm-within'?: number;
  /** Length of the surveys before and after, ms. */
  readonly window?: number;
  readonly 'no-look'?: boolean;
  readonly prove?: boolean;
  readonly netns?: string;
}

/** The command, its help in `lang`. */
export const applyCommand = (lang: Lang): Command<Context> =>
  buildCommand<ApplyFlags, [string], Context>({
    loader: lazily(async () => (await import('./apply-run.ts')).runApply),
    parameters: {
      flags: {
        yes: switchFlag(FLAGS.yes[lang]),
        'confirm-within': {
          kind: 'parsed',
          parse: parseConfirmMs,
          optional: true,
          placeholder: '60s',
          brief: FLAGS.confirmWithin[lang],
        },
        window: { ...windowFlag(lang), brief: FLAGS.window[lang] },
        'no-look': switchFlag(FLAGS.noLook[lang]),
        prove: switchFlag(FLAGS.prove[lang]),
        netns: wordFlag('NAME', FLAGS.netns[lang]),
        ...journalFlags(lang),
      },
      positional: {
        kind: 'tuple',
        parameters: [{ parse: String, placeholder: 'PLAN', brief: FLAGS.plan[lang] }],
      },
    },
    docs: { brief: COMMANDS.apply.brief[lang], fullDescription: COMMANDS.apply.full[lang] },
  });
