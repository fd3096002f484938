/**
 * The command line as a value: every command, in one language.
 * @module
 */
import type { Application } from '@stricli/core';
import { buildApplication, buildRouteMap } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { applyCommand } from './apply.ts';
import { captureCommand } from './capture.ts';
import { changesCommand } from './changes.ts';
import { checkCommand } from './check.ts';
import { completionCommand } from './completion.ts';
import { confirmCommand } from './confirm.ts';
import type { Context } from './context.ts';
import { explainCommand } from './explain.ts';
import { labCommand } from './lab.ts';
import { rollbackCommand } from './rollback.ts';
import { helpText } from './help.ts';
import { lintCommand } from './lint.ts';
import { planCommand } from './plan.ts';
import { usageText } from './usage-text.ts';
import { VERSION } from './version.ts';
import { ABOUT, FLAG } from './words.ts';

/** What runs when the command line names no command. */
export const DEFAULT_COMMAND = 'check';

/** How far off a name may be to be suggested: three letters left out, or one wrong or too many. */
const MISTYPED = {
  threshold: 3,
  weights: { insertion: 1, deletion: 3, substitution: 2, transposition: 0 },
} as const;

/** Builds the application. Nothing heavy is loaded by it. */
export function buildApp(lang: Lang): Application<Context> {
  const root = buildRouteMap<string, Context>({
    routes: {
      [DEFAULT_COMMAND]: checkCommand(lang),
      explain: explainCommand(lang),
      capture: captureCommand(lang),
      lint: lintCommand(lang),
      lab: labCommand(lang),
      plan: planCommand(lang),
      apply: applyCommand(lang),
      confirm: confirmCommand(lang),
      rollback: rollbackCommand(lang),
      changes: changesCommand(lang),
      completion: completionCommand(lang),
    },
    docs: { brief: ABOUT[lang] },
  });
  return buildApplication<Context>(
    root,
    {
      name: 'tcpdoctor',
      scanner: { allowArgumentEscapeSequence: true, distanceOptions: MISTYPED },
      documentation: { disableAnsiColor: true },
      localization: { text: usageText(lang) },
    },
    {
      help: {
        flag: {
          brief: FLAG.help[lang],
          global: true,
          aliases: ['h'],
          defaultForRouteMap: true,
          complete: true,
          run(app, { result }) {
            const target = app.root === result.target ? undefined : result.prefix.at(-1);
            this.process.stdout.write(helpText(app, target, lang));
          },
        },
      },
      version: {
        flag: {
          brief: FLAG.version[lang],
          global: false,
          aliases: ['v'],
          complete: true,
          run() {
            this.process.stdout.write(`${VERSION}\n`);
          },
        },
      },
    },
  );
}
