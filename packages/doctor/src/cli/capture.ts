/**
 * `tcpdoctor capture`: its flags. The work is in `capture-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { netnsFlag, switchFlag, windowFlag } from './flags.ts';
import { COMMAND, FLAG } from './words.ts';

/** What `capture` was asked for. */
export interface CaptureFlags {
  readonly mask?: boolean;
  readonly netns?: readonly string[];
  /** Length of the window, ms. */
  readonly window?: number;
}

/** The command, its help in `lang`. */
export const captureCommand = (lang: Lang): Command<Context> =>
  buildCommand<CaptureFlags, [string], Context>({
    loader: lazily(async () => (await import('./capture-run.ts')).runCapture),
    parameters: {
      flags: {
        mask: switchFlag(FLAG.mask[lang]),
        netns: netnsFlag(lang),
        window: windowFlag(lang),
      },
      positional: {
        kind: 'tuple',
        parameters: [{ parse: String, placeholder: 'FILE', brief: FLAG.file[lang] }],
      },
    },
    docs: { brief: COMMAND.capture.brief[lang], fullDescription: COMMAND.capture.full[lang] },
  });
