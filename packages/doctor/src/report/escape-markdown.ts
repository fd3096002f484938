/**
 * Words from outside inside Markdown: nothing in them may become markup, a link, a mention or HTML.
 * @module
 */
import { printable } from './printable.ts';

/** Plain text for a paragraph, a list item or a table cell. */
export const md = (text: string): string =>
  printable(text)
    .replaceAll(/[\\`*_[\]{}|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', ':&#47;/')
    .replace(/^(\s*)([#+-])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replaceAll(/(?<=\w)\\_(?=\w)/g, '_');

/** Text as a code block, fenced by more backticks than it contains. */
export function fenced(text: string, indent = ''): string[] {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [fence, ...text.split('\n').map(printable), fence].map((line) => indent + line);
}
