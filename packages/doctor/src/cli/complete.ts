/**
 * `tcpdoctor complete -- WORDS`: what the completion scripts ask. The last word is the one to complete.
 * @module
 */
import type { Application } from '@stricli/core';
import { proposeCompletions } from '@stricli/core';
import { DEFAULT_COMMAND } from './app.ts';
import type { Context, Outcome } from './context.ts';
import { LANGS } from './globals.ts';
import { FLAG } from './words.ts';

/** Hidden command behind the completion scripts. */
export const COMPLETE = 'complete';

type Proposal = readonly [word: string, brief: string];

/** Prints one proposal per line, a tab before its meaning, and `:4` as the last line: no file names. */
export async function complete(
  app: Application<Context>,
  words: readonly string[],
  context: Context,
): Promise<Outcome> {
  const proposals = await proposalsFor(app, words, context);
  const lines = proposals.map((proposal) => proposal.join('\t'));
  context.world.out.write(`${[...lines, ':4'].join('\n')}\n`);
  return { kind: 'done', status: 0 };
}

async function proposalsFor(
  app: Application<Context>,
  words: readonly string[],
  context: Context,
): Promise<Proposal[]> {
  const partial = words.at(-1) ?? '';
  const startsSo = ([word]: Proposal): boolean => word.startsWith(partial);
  const lang = FLAG.lang[context.lang];
  if (words.at(-2) === '--lang') return LANGS.map((name) => [name, lang] as const).filter(startsSo);
  const [first = ''] = words;
  const asked = first.startsWith('-') ? [DEFAULT_COMMAND, ...words] : words;
  const found = await proposeCompletions(app, asked, context);
  const globals: Proposal[] = [
    ['--lang', lang],
    ['--no-color', FLAG.noColor[context.lang]],
  ];
  return [
    ...found.map(({ completion, brief }) => [completion, brief] as const),
    ...(partial.startsWith('-') ? globals.filter(startsSo) : []),
  ];
}
