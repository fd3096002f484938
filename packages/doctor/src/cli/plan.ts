/**
 * `tcpdoctor plan`: its flags. The work is in `plan-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import type { EXPORTS } from '../sysctl/export/catalog.ts';
import type { Profile } from '../sysctl/plan/profile/line.ts';
import { PROFILES } from '../sysctl/plan/profile/line.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { oneNetnsFlag, switchFlag, windowFlag, wordFlag } from './flags.ts';
import { PLANNING } from './plan-words.ts';

/** Formats of another tool. Named here so that they are not loaded before one is wanted. */
const FORMATS = [
  'sysctl.d',
  'ansible',
  'kubernetes',
  'daemonset',
  'docker',
  'tuned',
  'cloud-init',
] as const satisfies readonly (keyof typeof EXPORTS)[];

/** What `--output` takes. */
export const OUTPUTS = ['text', 'json', ...FORMATS] as const;

/** What `plan` was asked for. */
export interface PlanFlags {
  readonly profile?: Profile;
  readonly output?: (typeof OUTPUTS)[number];
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly from?: string;
  readonly netns?: string;
  /** Length of the window, ms. */
  readonly window?: number;
}

/** The command, its help in `lang`. */
export const planCommand = (lang: Lang): Command<Context> =>
  buildCommand<PlanFlags, [], Context>({
    loader: lazily(async () => (await import('./plan-run.ts')).runPlan),
    parameters: {
      flags: {
        profile: {
          kind: 'enum',
          values: PROFILES,
          optional: true,
          placeholder: 'PROFILE',
          brief: PLANNING.profile(PROFILES.join(', '))[lang],
        },
        output: {
          kind: 'enum',
          values: OUTPUTS,
          optional: true,
          placeholder: 'FORMAT',
          brief: PLANNING.output(OUTPUTS.join(', '))[lang],
        },
        json: switchFlag(PLANNING.json[lang]),
        verbose: switchFlag(PLANNING.verbose[lang]),
        netns: oneNetnsFlag(lang),
        window: windowFlag(lang),
        from: wordFlag('FILE', PLANNING.from[lang]),
      },
    },
    docs: { brief: PLANNING.brief[lang], fullDescription: PLANNING.full[lang] },
  });
