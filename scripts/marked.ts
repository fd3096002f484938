/**
 * Generated parts of a page written by hand, between `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 * @module
 */

/**
 * The page with a new part between its markers.
 *
 * @throws {Error} When a marker is missing.
 */
export function between(page: string, name: string, part: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`Cannot find the markers ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n${part}\n${page.slice(to)}`;
}
