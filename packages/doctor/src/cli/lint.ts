/**
 * `tcpdoctor lint`: its flags. The work is in `lint-run.ts`.
 * @module
 */
import type { Command } from '@stricli/core';
import { buildCommand } from '@stricli/core';
import { UsageError } from '../errors.ts';
import type { Lang } from '../model/text.ts';
import { lazily } from './command.ts';
import type { Context } from './context.ts';
import { oneNetnsFlag, switchFlag } from './flags.ts';
import { LINT } from './lint-words.ts';

/** What `lint` was asked for. */
export interface LintFlags {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly verbose?: boolean;
  readonly root?: string;
  readonly kernel?: string;
  readonly netns?: string;
}

/** @throws {UsageError} When it does not begin with a version. */
export function parseKernel(input: string): string {
  if (/^\d{1,3}\.\d{1,3}(?:[.-]|$)/.test(input)) return input;
  throw new UsageError(LINT.badKernel(input));
}

/** The command, its help in `lang`. */
export const lintCommand = (lang: Lang): Command<Context> =>
  buildCommand<LintFlags, string[], Context>({
    loader: lazily(async () => (await import('./lint-run.ts')).runLint),
    parameters: {
      flags: {
        json: switchFlag(LINT.json[lang]),
        sarif: switchFlag(LINT.sarif[lang]),
        verbose: switchFlag(LINT.verbose[lang]),
        root: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'DIR',
          brief: LINT.root[lang],
        },
        kernel: {
          kind: 'parsed',
          parse: parseKernel,
          optional: true,
          placeholder: '5.15',
          brief: LINT.kernel[lang],
        },
        netns: { ...oneNetnsFlag(lang), placeholder: 'host|NAME|pid:N', brief: LINT.netns[lang] },
      },
      positional: {
        kind: 'array',
        parameter: { parse: String, placeholder: 'FILE', brief: LINT.file[lang] },
      },
    },
    docs: { brief: LINT.brief[lang], fullDescription: LINT.full[lang] },
  });
