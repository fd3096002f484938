/**
 * A checkup as text for people: findings first, then what is healthy, what cannot be told, and what
 * could not be seen.
 * @module
 */
import type { Checkup } from '../model/checkup.ts';
import { findingLines } from './finding.ts';
import { headerLine } from './header.ts';
import { powerTexts } from './powers.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import type { UnknownGroup } from './summary.ts';
import { healthyRules, orderedFindings, unknownGroups } from './summary.ts';
import { padCells } from './width.ts';
import { OWNER, SUMMARY, TAIL } from './words.ts';
import { hang } from './wrap.ts';

/** Names of unknown rules shown per reason, unless `verbose`. */
const MAX_UNKNOWN_RULES = 4;

/** Width of the labels of the last lines. */
const TAIL_CELLS = 10;

/**
 * The whole report, line by line, without line ends.
 *
 * @param tool Name and version, such as `tcpdoctor 0.1.0`.
 */
export function* textReport(checkup: Checkup, tool: string, style: Style): Generator<string> {
  const { survey } = checkup;
  yield* hang('', headerLine(survey, tool, style.lang), style.cells);
  yield '';
  for (const { namespace, finding } of orderedFindings(checkup)) {
    yield* findingLines(namespace, finding, style);
    yield '';
  }
  yield* tail(checkup, style);
}

function* tail(checkup: Checkup, style: Style): Generator<string> {
  const { lang, paint } = style;
  const line = function* (label: keyof typeof TAIL, text: string): Generator<string> {
    const word = TAIL[label][lang];
    for (const [n, wrapped] of hang(padCells(word, TAIL_CELLS), text, style.cells).entries()) {
      yield n > 0
        ? wrapped
        : wrapped.replace(word, () => paint(label === 'healthy' ? label : 'label', word));
    }
  };
  const healthy = healthyRules(checkup).length;
  if (checkup.namespaces.length === 0) yield* line('unseen', SUMMARY.nothingSeen[lang]);
  else yield* line('healthy', SUMMARY.healthy(healthy, checkup.namespaces.length)[lang]);
  for (const group of unknownGroups(checkup, lang))
    yield* line('unknown', unknownLine(group, style));
  for (const text of powerTexts(checkup.survey.missingPower)) yield* line('unseen', text[lang]);
  const found = checkup.namespaces.some(({ findings }) => findings.length > 0);
  if (found && !style.verbose) yield* line('more', SUMMARY.inShort[lang]);
}

function unknownLine({ because, rules, namespaces }: UnknownGroup, style: Style): string {
  const { lang, verbose } = style;
  const hidden = verbose ? 0 : Math.max(0, rules.length - MAX_UNKNOWN_RULES);
  const shown = rules.slice(0, rules.length - hidden).join(', ');
  const names = hidden === 0 ? shown : `${shown} ${OWNER.more(hidden)[lang]}`;
  const where =
    namespaces.length === 1 ? (namespaces[0] ?? '') : SUMMARY.namespaces(namespaces.length)[lang];
  return printable(`${SUMMARY.inNamespaces(names, where)[lang]}: ${because}`);
}
