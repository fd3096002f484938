/**
 * Words of the argument parser.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa } from '../model/text.ts';

/** Why a command line was refused. */
export const USAGE = {
  noCommand: (input: string, near: string): Text => ({
    en: `There is no command "${input}"${near === '' ? '' : `; did you mean ${near}?`}`,
    ko: `"${input}" 명령은 없습니다.${near === '' ? '' : ` 혹시 ${near} 명령을 찾으셨습니까?`}`,
  }),
  noFlag: (flag: string, near: string): Text => ({
    en: `There is no flag ${flag}${near === '' ? '' : `; did you mean ${near}?`}`,
    ko: `${flag} 옵션은 없습니다.${near === '' ? '' : ` 혹시 ${near} 옵션을 찾으셨습니까?`}`,
  }),
  noValue: (flag: string): Text => ({
    en: `${flag} needs a value`,
    ko: `${flag} 옵션에는 값이 필요합니다`,
  }),
  twice: (flag: string): Text => ({
    en: `${flag} was given twice`,
    ko: `${flag} 옵션을 두 번 지정했습니다`,
  }),
  tooMany: (input: string): Text => ({
    en: `"${input}" is one argument too many`,
    ko: `"${input}" 인자는 받지 않습니다`,
  }),
  tooFew: (placeholder: string): Text => ({
    en: `${placeholder} is missing`,
    ko: `${placeholder} 인자가 빠졌습니다`,
  }),
  badValue: (input: string): Text => ({
    en: `"${input}" is not a valid value`,
    ko: `${josa(`"${input}"`, '은/는')} 올바른 값이 아닙니다`,
  }),
  seeHelp: (command: string): Text => ({
    en: `See ${command} --help`,
    ko: `${command} --help를 참고하십시오`,
  }),
} as const;
