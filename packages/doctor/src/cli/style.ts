/**
 * How text shall look on this standard output: its width, and its colours if it has any.
 * @module
 */
import { styleText } from 'node:util';
import type { Style } from '../report/style.ts';
import type { Paint, Role } from '../report/paint.ts';
import { plain } from '../report/paint.ts';
import type { Context, World } from './context.ts';

/** Widest line, also on wider terminals: longer ones are hard to read. */
const MAX_CELLS = 100;

/** Narrower than this nothing can be laid out; lines then wrap where the terminal wraps them. */
const MIN_CELLS = 60;

type Format = Parameters<typeof styleText>[0];

const FORMAT: Readonly<Record<Role, Format>> = {
  critical: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  notice: ['bold', 'cyan'],
  harmless: ['bold', 'green'],
  title: 'bold',
  label: 'bold',
  command: 'cyan',
  bar: 'yellow',
  dim: 'dim',
  healthy: ['bold', 'green'],
};

const ansi: Paint = (role, text) => styleText(FORMAT[role], text, { validateStream: false });

/** Colour only on a terminal that can, unless NO_COLOR or `--no-color` says otherwise. */
export function colorFor({ out, env }: Pick<World, 'out' | 'env'>, wanted: boolean): boolean {
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return wanted && out.isTerminal && !refused;
}

/** The style of a text report for this context. */
export function styleOf({ world, color, lang }: Context, verbose = false): Style {
  const columns = world.out.columns ?? MAX_CELLS;
  const cells = Math.min(MAX_CELLS, Math.max(MIN_CELLS, columns));
  return { lang, cells, paint: color ? ansi : plain, verbose };
}
