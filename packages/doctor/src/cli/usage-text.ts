/**
 * What the argument parser says, in both languages.
 * @module
 */
import type { ApplicationText } from '@stricli/core';
import {
  AliasNotFoundError,
  ArgumentParseError,
  FlagNotFoundError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
  text_en,
} from '@stricli/core';
import { UsageError } from '../errors.ts';
import type { Lang, Text } from '../model/text.ts';
import { printable } from '../report/printable.ts';
import { USAGE } from './usage-words.ts';

/** Everything the parser can print; help is printed by `help.ts`. */
export const usageText = (lang: Lang): ApplicationText => ({
  ...text_en,
  noCommandRegisteredForInput: ({ input, corrections }) =>
    printable(USAGE.noCommand(input, corrections.map(bare).join(', '))[lang]),
  exceptionWhileParsingArguments: (error) => printable(parseProblem(error)[lang]),
});

const bare = (quoted: string): string => quoted.replaceAll('`', '');

/** Why a command line was refused. */
function parseProblem(error: unknown): Text {
  if (error instanceof ArgumentParseError) {
    const { exception } = error;
    return exception instanceof UsageError ? exception.text : USAGE.badValue(error.input);
  }
  if (error instanceof FlagNotFoundError) {
    return USAGE.noFlag(`--${error.input}`, error.corrections.map((c) => `--${c}`).join(', '));
  }
  if (error instanceof AliasNotFoundError) return USAGE.noFlag(`-${error.input}`, '');
  if (error instanceof UnsatisfiedFlagError) return USAGE.noValue(`--${error.externalFlagName}`);
  if (error instanceof UnexpectedFlagError) return USAGE.twice(`--${error.externalFlagName}`);
  if (error instanceof UnexpectedPositionalError) return USAGE.tooMany(error.input);
  if (error instanceof UnsatisfiedPositionalError) return USAGE.tooFew(error.placeholder);
  const message = error instanceof Error ? error.message : String(error);
  return { en: message, ko: message };
}
