/**
 * What every file owes its reader, and what every rule owes its users.
 * @module
 */
import { LONG_TABLES, MAX_LINES, MAY_BE_LONG, ROWS } from './house.ts';
import { roomOf } from './import-walls.ts';
import type { Source } from './source.ts';

/** Words that must stand in the strings of a rule's test: one case of each answer. */
const ANSWERS = { healthy: /healthy/, unknown: /unknown/, finding: /finding|finds/ } as const;

/** Folders without a row, files without a header or too long, exports without a doc. */
export function readerViolations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const { path, lines, hasHeader, undocumented } = source;
    const wrong: string[] = [];
    if (ROWS[roomOf(path)] === undefined) wrong.push(`${path}: ${roomOf(path)} has no row`);
    if (lines > MAX_LINES && !MAY_BE_LONG.test(path) && !LONG_TABLES.includes(path)) {
      wrong.push(`${path}: ${lines} lines, the limit is ${MAX_LINES}`);
    }
    if (path.endsWith('.test.ts')) return wrong;
    if (!hasHeader) wrong.push(`${path}: does not begin with a doc comment that ends in @module`);
    return [...wrong, ...undocumented.map((name) => `${path}: ${name} has no doc comment`)];
  });
}

/**
 * What is missing around a rule: its three files, its line in the catalogue, its scenario in the
 * lab, a test of each answer.
 *
 * @param unprovoked Rules that no scenario can bring about, with the reason.
 */
export function ruleViolations(
  sources: readonly Source[],
  unprovoked: Readonly<Record<string, string>>,
): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const ids = new Set(sources.flatMap(({ path }) => /^rules\/([^/]+)\//.exec(path)?.[1] ?? []));
  const provoked = new Set(
    sources
      .filter(({ path }) => path.startsWith('lab/scenarios/'))
      .flatMap(({ strings }) => strings),
  );
  const listed = byPath.get('rules/catalog.ts')?.imports ?? [];
  const wrong = [...ids].flatMap((id) => [
    ...['rule.ts', 'words.ts', 'rule.test.ts']
      .filter((file) => !byPath.has(`rules/${id}/${file}`))
      .map((file) => `rules/${id}: has no ${file}`),
    ...(listed.includes(`./${id}/rule.ts`) ? [] : [`rules/${id}: is not in rules/catalog.ts`]),
    ...(provoked.has(id) || id in unprovoked ? [] : [`rules/${id}: no scenario names it`]),
    ...answersMissing(id, byPath.get(`rules/${id}/rule.test.ts`)),
  ]);
  const stale = Object.keys(unprovoked).filter((id) => !ids.has(id) || provoked.has(id));
  return [...wrong, ...stale.map((id) => `${id}: is listed as unprovoked and is not`)];
}

function answersMissing(id: string, test: Source | undefined): string[] {
  if (test === undefined) return [];
  return Object.entries(ANSWERS)
    .filter(([, word]) => !test.strings.some((text) => word.test(text)))
    .map(([answer]) => `rules/${id}: its test has no case for ${answer}`);
}
