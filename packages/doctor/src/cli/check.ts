/**
 * `tcpdoctor check`: its flags. The work is in `check-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { netnsFlag, switchFlag, windowFlag } from './flags.ts';
import { COMMAND, FLAG } from './words.ts';

/** What `check` was asked for. */
export interface CheckFlags {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly verbose?: boolean;
  readonly from?: string;
  readonly netns?: readonly string[];
  /** Length of the window, ms. */
  readonly window?: number;
}

/** The command, its help in `lang`. */
export const checkCommand = (lang: Lang): Command<Context> =>
  buildCommand<CheckFlags, [], Context>({
    loader: lazily(async () => (await import('./check-run.ts')).runCheck),
    parameters: {
      flags: {
        json: switchFlag(FLAG.json[lang]),
        markdown: switchFlag(FLAG.markdown[lang]),
        verbose: switchFlag(FLAG.verbose[lang]),
        netns: netnsFlag(lang),
        window: windowFlag(lang),
        from: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'FILE',
          brief: FLAG.from[lang],
        },
      },
    },
    docs: { brief: COMMAND.check.brief[lang], fullDescription: COMMAND.check.full[lang] },
  });
