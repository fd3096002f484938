/**
 * Comments that say why, for every format in which `#` begins one. Words from outside, such as names of
 * processes, must not break out of theirs.
 * @module
 */
import type { Lang, Text } from '../../model/text.ts';
import type { Change, NamespacePlan, Plan } from '../plan.ts';
import { SAY } from './words.ts';

const MOST_CHARACTERS = 96;

/** Line ends, control characters, direction marks, and what no YAML stream may hold. */
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]+/gu;

/** One line of what may be anything. */
export const oneLine = (text: string): string => text.replaceAll(UNSAFE, ' ').trim();

/** A text as lines of comment. */
export function comment(text: string, indent = ''): string[] {
  const lines: string[] = [];
  for (const word of oneLine(text).split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && `${line} ${word}`.length <= MOST_CHARACTERS) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(`${indent}# ${word}`);
  }
  return lines;
}

/** Sentences as comments. */
export const say = (texts: readonly Text[], lang: Lang, indent = ''): string[] =>
  texts.flatMap((text) => comment(text[lang], indent));

/** Who wrote it, for whom, from what. */
export function headerLines(plan: Plan, lang: Lang): string[] {
  const { tool, at, host, profile } = plan;
  const from = profile === undefined ? SAY.fromFindings : SAY.fromProfile(profile);
  return say([SAY.written(tool, at, host.name, host.kernel, from)], lang);
}

/** Why a key is changed: reason, arithmetic, risk, former value. */
export const reasonLines = (change: Change, lang: Lang, indent = ''): string[] =>
  say(
    [change.why, change.arithmetic, SAY.risk(change.risk), SAY.was(change.from || '""')],
    lang,
    indent,
  );

/** The cures that no sysctl is: what to do, and the command or setting as it must be written. */
export function applicationLines(spaces: readonly NamespacePlan[], lang: Lang): string[] {
  const all = spaces.flatMap(({ application }) => application);
  if (all.length === 0) return [];
  const lines = all.flatMap((remedy) => [
    ...comment(`${remedy.rule}: ${remedy.do[lang]}`),
    ...(remedy.command ?? '')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [`#   ${oneLine(line)}`])),
  ]);
  return ['#', ...say([SAY.better], lang), ...lines];
}
