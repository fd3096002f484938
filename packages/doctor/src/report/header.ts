/**
 * The first line of a report: what was looked at, and for how long.
 * @module
 */
import type { Survey } from '../model/survey.ts';
import type { Lang } from '../model/text.ts';
import { num } from '../model/text.ts';
import { printable } from './printable.ts';
import { HEADER } from './words.ts';

/** Most looks any namespace got. */
export const lookCount = (survey: Survey): number =>
  survey.namespaces.reduce((most, { looks }) => Math.max(most, looks.length), 0);

/** TCP sockets of every namespace in its last look. */
export const socketCount = (survey: Survey): number =>
  survey.namespaces
    .flatMap(({ looks }) => Object.values((looks.at(-1) ?? looks[0]).states))
    .reduce((sum, count) => sum + count, 0);

/** `tcpdoctor 0.1.0 · web-1 · Linux 6.18 · 3 looks in 3.0 s · 41,208 sockets in 12 namespaces`. */
export function headerLine(survey: Survey, tool: string, lang: Lang): string {
  const sockets = socketCount(survey);
  return [
    tool,
    printable(survey.host.name),
    `Linux ${printable(survey.host.kernel)}`,
    HEADER.looks(lookCount(survey), seconds(survey))[lang],
    HEADER.sockets(num(sockets), sockets === 1, survey.namespaces.length)[lang],
  ].join(' · ');
}

/** Time between the first and the last look as it was, `undefined` for a single look. */
function seconds({ hostLooks }: Survey): string | undefined {
  const last = hostLooks.at(-1) ?? hostLooks[0];
  const ms = last.atMs - hostLooks[0].atMs;
  return ms > 0 ? (ms / 1_000).toFixed(1) : undefined;
}
