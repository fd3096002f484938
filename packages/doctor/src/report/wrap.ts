/**
 * Breaks text into lines that fit.
 * @module
 */
import { printable } from './printable.ts';
import { cellWidth, clusters } from './width.ts';

/**
 * Breaks a text at blanks into lines of at most `cells` cells. A word that is too long for a line is
 * broken where the line ends. Never empty: an empty text is one empty line.
 *
 * @param cells At least 2, the widest character.
 */
export function wrap(text: string, cells: number): [string, ...string[]] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((w) => pieces(w, cells))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cellWidth(longer) <= cells) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  const [first, ...rest] = [...lines, line];
  return [first ?? '', ...rest];
}

function pieces(word: string, cells: number): string[] {
  if (cellWidth(word) <= cells) return word === '' ? [] : [word];
  const parts: string[] = [];
  let part = '';
  for (const cluster of clusters(word)) {
    if (cellWidth(part + cluster) > cells) {
      parts.push(part);
      part = '';
    }
    part += cluster;
  }
  return [...parts, part].filter((p) => p !== '');
}

/**
 * A text with something in front of its first line and blanks of the same width before the others.
 *
 * @param lead Its width is the indentation; not wrapped.
 */
export function hang(lead: string, text: string, cells: number): string[] {
  const indent = ' '.repeat(cellWidth(lead));
  return wrap(text, Math.max(2, cells - indent.length)).map((line, n) =>
    `${n === 0 ? lead : indent}${line}`.trimEnd(),
  );
}

/**
 * A command as it stands, its own lines and blanks kept. Only a line that is too long is broken: where a
 * shell goes on behind a backslash, and not inside quotes, so that it can be pasted as it is shown; but
 * for a single word that is longer than a line.
 */
export const verbatim = (indent: string, command: string, cells: number): string[] =>
  command.split('\n').flatMap((line) => {
    const clean = printable(line);
    if (cellWidth(indent + clean) <= cells) return [indent + clean];
    const [, code, mark, note] = COMMENTED.exec(clean) ?? [];
    if (code === undefined || mark === undefined || note === undefined)
      return continued(indent, clean, cells);
    const lead = `${indent}${mark} `;
    const remark = wrap(note, Math.max(4, cells - cellWidth(lead)));
    return [...verbatim(indent, code, cells), ...remark.map((part) => lead + part)];
  });

/** A command, and the remark behind it: the remark gets lines of its own, as a comment each. */
const COMMENTED = /^(.*\S) {3}(#|\/\/) (.*)$/;

/** Words of a command line; what stands in quotes belongs to its word. */
const SHELL_WORDS = /(?:"[^"]*"|'[^']*'|[^\s"'])+|["']/g;

function continued(indent: string, command: string, cells: number): string[] {
  const room = Math.max(4, cells - cellWidth(indent) - 2);
  const lines: string[] = [];
  for (const word of (command.match(SHELL_WORDS) ?? []).flatMap((w) => pieces(w, room))) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && cellWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line, n) => `${indent}${line}${n === lines.length - 1 ? '' : ' \\'}`);
}

/** The text cut to `cells`, with `…` where something is missing. */
export function cut(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  let kept = '';
  for (const cluster of clusters(text)) {
    if (cellWidth(kept + cluster) > cells - 1) break;
    kept += cluster;
  }
  return `${kept}…`;
}
