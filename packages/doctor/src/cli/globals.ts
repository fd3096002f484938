/**
 * The choices that hold for every command, read before anything else: the language of help and of
 * errors depends on them.
 * @module
 */
import { UsageError } from '../errors.ts';
import type { Lang } from '../model/text.ts';
import { josa } from '../model/text.ts';

/** Command line without the global flags, and what they said. */
export interface Globals {
  /** As it was typed. */
  readonly typed: readonly string[];
  readonly argv: readonly string[];
  readonly lang: Lang;
  /** `--no-color` was not given. */
  readonly colorWanted: boolean;
}

/** Languages by the name they are asked for. */
export const LANGS: readonly Lang[] = ['en', 'ko'];

/**
 * Takes `--lang` and `--no-color` out of a command line, wherever they stand before `--`.
 *
 * @throws {UsageError} When `--lang` names no language.
 */
export function readGlobals(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Globals {
  const rest: string[] = [];
  let lang = environmentLang(env);
  let colorWanted = true;
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? '';
    if (at >= end) rest.push(arg);
    else if (arg === '--no-color') colorWanted = false;
    else if (arg === '--lang') lang = namedLang(argv[++at]);
    else if (arg.startsWith('--lang=')) lang = namedLang(arg.slice('--lang='.length));
    else rest.push(arg);
  }
  return { typed: argv, argv: rest, lang, colorWanted };
}

/** The language of the environment: LC_ALL, else LC_MESSAGES, else LANG; English unless it is Korean. */
export function environmentLang(env: Readonly<Record<string, string | undefined>>): Lang {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (v) => v !== undefined && v !== '',
  );
  return /^ko(_|\.|-|@|$)/i.test(locale ?? '') ? 'ko' : 'en';
}

function namedLang(name: string | undefined): Lang {
  const lang = LANGS.find((known) => known === name);
  if (lang !== undefined) return lang;
  throw new UsageError({
    en: `--lang must be en or ko${name === undefined ? '' : `, not "${name}"`}`,
    ko: `--lang에는 en 또는 ko를 지정합니다${name === undefined ? '' : ` (${josa(`"${name}"`, '은/는')} 지원하지 않습니다)`}`,
  });
}
