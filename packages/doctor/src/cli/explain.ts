/**
 * `tcpdoctor explain`: its arguments. The work is in `explain-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import type { NoFlags } from './command.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { COMMAND, FLAG } from './words.ts';

/** The command, its help in `lang`. */
export const explainCommand = (lang: Lang): Command<Context> =>
  buildCommand<NoFlags, [string?], Context>({
    loader: lazily(async () => (await import('./explain-run.ts')).runExplain),
    parameters: {
      positional: {
        kind: 'tuple',
        parameters: [
          {
            parse: String,
            optional: true,
            placeholder: 'RULE',
            brief: FLAG.rule[lang],
            async proposeCompletions() {
              return (await this.world.rules()).map((rule) => rule.id);
            },
          },
        ],
      },
    },
    docs: { brief: COMMAND.explain.brief[lang], fullDescription: COMMAND.explain.full[lang] },
  });
