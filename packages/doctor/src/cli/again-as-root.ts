/**
 * The command line that was typed, to be run again as root.
 * @module
 */
import type { Context } from './context.ts';

/** With every flag that was given, quoted for a shell. */
export const againAsRoot = ({ typed }: Pick<Context, 'typed'>): string =>
  ['sudo tcpdoctor', ...typed.map(shellWord)].join(' ');

/** A word as a shell takes it for one. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
