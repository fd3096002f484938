/**
 * The command line as a value: every command, in one language.
 * @module
 */
import type { Application } from '@stricli/core';
import { buildApplication, buildRouteMap } from '@stricli/core';
import type { Lang } from '../model/text.ts';
import { captureCommand } from './capture.ts';
import { checkCommand } from './check.ts';
import { completionCommand } from './completion.ts';
import type { Context } from './context.ts';
import { explainCommand } from './explain.ts';
import { helpText } from './help.ts';
import { usageText } from './usage-text.ts';
import { VERSION } from './version.ts';
import { ABOUT, FLAG } from './words.ts';

/** What runs when the command line names no command. */
export const DEFAULT_COMMAND = 'check';

/** Builds the application. Nothing heavy is loaded by it. */
export function buildApp(lang: Lang): Application<Context> {
  const root = buildRouteMap<string, Context>({
    routes: {
      [DEFAULT_COMMAND]: checkCommand(lang),
      explain: explainCommand(lang),
      capture: captureCommand(lang),
      completion: completionCommand(lang),
    },
    docs: { brief: ABOUT[lang] },
  });
  return buildApplication<Context>(
    root,
    {
      name: 'tcpdoctor',
      scanner: { allowArgumentEscapeSequence: true },
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
