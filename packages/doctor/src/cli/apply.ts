/**
 * `tcpdoctor apply`: its flags. The work is in `apply-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { parseConfirmMs, stateDirFlag } from './apply-flags.ts';
import { COMMANDS, FLAGS } from './apply-words.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { switchFlag, windowFlag } from './flags.ts';

/** What `apply` was asked for. */
export interface ApplyFlags {
  readonly yes?: boolean;
  /** Time to confirm, ms. */
  readonly 'confirm-within'?: number;
  /** Length of the surveys before and after, ms. */
  readonly window?: number;
  readonly 'no-look'?: boolean;
  readonly prove?: boolean;
  readonly netns?: string;
  readonly state?: string;
  readonly json?: boolean;
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
        netns: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'NAME',
          brief: FLAGS.netns[lang],
        },
        state: stateDirFlag(lang),
        json: switchFlag(FLAGS.json[lang]),
      },
      positional: {
        kind: 'tuple',
        parameters: [{ parse: String, placeholder: 'PLAN', brief: FLAGS.plan[lang] }],
      },
    },
    docs: { brief: COMMANDS.apply.brief[lang], fullDescription: COMMANDS.apply.full[lang] },
  });
