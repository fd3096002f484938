/**
 * Help, laid out from the commands themselves: usage, what it does, flags, examples, exit status.
 * @module
 */
import type { Application, Command, CommandContext } from '@stricli/core';
import type { Lang, Text } from '../model/text.ts';
import { cellWidth, padCells } from '../report/width.ts';
import { hang, wrap } from '../report/wrap.ts';
import { EXAMPLES, ROOT_USAGE } from './examples.ts';
import { LINT_STATUS } from './lint-words.ts';
import { PLAN_STATUS } from './plan-words.ts';
import { ABOUT, FLAG, HELP, STATUS } from './words.ts';

const CELLS = 100;

type Row = readonly [term: string, text: string];
type App<C extends CommandContext> = Pick<Application<C>, 'root'>;

/** The help of a command, or of tcpdoctor itself when `name` is no command. */
export function helpText<C extends CommandContext>(
  app: App<C>,
  name: string | undefined,
  lang: Lang,
): string {
  const command = commands(app).find((entry) => entry.name === name);
  const lines = command === undefined ? rootLines(app, lang) : commandLines(command, lang);
  return `${[...lines].join('\n')}\n`;
}

/** Whether tcpdoctor has a command of this name. */
export const isCommand = <C extends CommandContext>(app: App<C>, name: string): boolean =>
  commands(app).some((entry) => entry.name === name);

interface Entry<C extends CommandContext> {
  readonly name: string;
  readonly command: Command<C>;
}

function commands<C extends CommandContext>({ root }: App<C>): Entry<C>[] {
  if (!('getAllEntries' in root)) return [];
  return root
    .getAllEntries()
    .flatMap(({ name, target }) =>
      'loader' in target ? [{ name: name.original, command: target }] : [],
    );
}

function* rootLines<C extends CommandContext>(app: App<C>, lang: Lang): Generator<string> {
  yield* wrap(ABOUT[lang], CELLS);
  yield* block(HELP.usage[lang], ROOT_USAGE);
  yield* rows(
    HELP.commands[lang],
    commands(app).map(({ name, command }) => [name, command.brief]),
  );
  yield* rows(HELP.flags[lang], [...globalFlags(lang), ['-v, --version', FLAG.version[lang]]]);
  yield* rows(
    HELP.examples[lang],
    EXAMPLES.root.map(([line, text]) => [line, text[lang]]),
  );
  yield* statusRows(lang);
  yield '';
  yield HELP.more[lang];
}

function* commandLines<C extends CommandContext>(
  { name, command }: Entry<C>,
  lang: Lang,
): Generator<string> {
  const positional = positionals(command);
  yield* wrap(command.fullDescription ?? command.brief, CELLS);
  const terms = positional.map(({ term }) => term);
  yield* block(HELP.usage[lang], [['tcpdoctor', name, '[FLAGS]', ...terms].join(' ')]);
  yield* rows(
    HELP.arguments[lang],
    positional.map(({ term, brief }) => [term, brief]),
  );
  yield* rows(HELP.flags[lang], [...flagRows(command), ...globalFlags(lang)]);
  const examples = Object.entries(EXAMPLES).find(([key]) => key === name)?.[1] ?? [];
  yield* rows(
    HELP.examples[lang],
    examples.map(([line, text]) => [line, text[lang]]),
  );
  if (name === 'check') yield* statusRows(lang);
  if (name === 'lint') yield* statusRows(lang, LINT_STATUS);
  if (name === 'plan') yield* statusRows(lang, PLAN_STATUS);
}

const globalFlags = (lang: Lang): Row[] => [
  ['--lang en|ko', FLAG.lang[lang]],
  ['--no-color', FLAG.noColor[lang]],
  ['-h, --help', FLAG.help[lang]],
];

const flagRows = <C extends CommandContext>({ parameters }: Command<C>): Row[] =>
  Object.entries(parameters.flags ?? {}).map(([flag, { brief, ...rest }]) => {
    const placeholder = 'placeholder' in rest ? ` ${rest.placeholder}` : '';
    return [`--${flag}${placeholder}`, brief];
  });

function positionals<C extends CommandContext>({ parameters }: Command<C>) {
  const { positional } = parameters;
  if (positional?.kind === 'array') {
    const { placeholder = 'ARG', brief } = positional.parameter;
    return [{ term: `[${placeholder}...]`, brief }];
  }
  if (positional?.kind !== 'tuple') return [];
  return positional.parameters.map(({ placeholder = 'ARG', optional, brief }) => ({
    term: optional === true ? `[${placeholder}]` : placeholder,
    brief,
  }));
}

function* statusRows(
  lang: Lang,
  statuses: Readonly<Record<number, Text>> = STATUS,
): Generator<string> {
  yield* rows(
    HELP.status[lang],
    Object.entries(statuses).map(([n, text]) => [n, text[lang]]),
  );
}

function* block(title: string, lines: readonly string[]): Generator<string> {
  yield '';
  yield title;
  for (const line of lines) yield `  ${line}`;
}

function* rows(title: string, all: readonly Row[]): Generator<string> {
  if (all.length === 0) return;
  yield* block(title, []);
  const width = Math.max(...all.map(([term]) => cellWidth(term))) + 2;
  for (const [term, text] of all) yield* hang(`  ${padCells(term, width)}`, text, CELLS);
}
