/**
 * `tcpdoctor lab`: its flags. The work is in `lab-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { switchFlag } from './flags.ts';
import { LAB } from './lab-words.ts';

/** What `lab` was asked for. */
export interface LabFlags {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly ipv6?: boolean;
  readonly 'own-machine'?: boolean;
}

/** The command, its help in `lang`. */
export const labCommand = (lang: Lang): Command<Context> =>
  buildCommand<LabFlags, [string?], Context>({
    loader: lazily(async () => (await import('./lab-run.ts')).runLab),
    parameters: {
      flags: {
        all: switchFlag(LAB.all[lang]),
        json: switchFlag(LAB.json[lang]),
        keep: switchFlag(LAB.keep[lang]),
        ipv6: switchFlag(LAB.ipv6[lang]),
        'own-machine': switchFlag(LAB.ownMachine[lang]),
      },
      positional: {
        kind: 'tuple',
        parameters: [
          {
            parse: String,
            optional: true,
            placeholder: 'NAME|clean',
            brief: LAB.name[lang],
            async proposeCompletions() {
              const { PLAYS } = await import('../lab/story/play-list.ts');
              return ['clean', ...PLAYS.map(({ id }) => id)];
            },
          },
        ],
      },
    },
    docs: { brief: LAB.brief[lang], fullDescription: LAB.full[lang] },
  });
