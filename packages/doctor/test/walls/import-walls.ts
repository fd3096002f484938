/**
 * The walls between folders: what may import what.
 * @module
 */
import { posix } from 'node:path';
import { MAY_USE_KOFFI, ROWS } from './house.ts';
import type { Source } from './source.ts';

const NATIVE = /^(koffi|@koromix\/koffi.*)$/;

/** Packages that package.json declares. */
export interface Declared {
  /** Of tcpdoctor itself. */
  readonly own: readonly string[];
  /** Of the whole checkout; tests may use them too. */
  readonly house: readonly string[];
}

/**
 * Every import that goes through a wall, as sentences.
 */
export function importViolations(sources: readonly Source[], declared: Declared): string[] {
  return sources.flatMap((source) => [
    ...source.imports.flatMap((name) =>
      name.startsWith('.') ? innerWall(source, name) : outerWall(source, name, declared),
    ),
    ...nativeWall(source),
  ]);
}

/** The folder of a file, or its name when it stands at the top. */
export const roomOf = (path: string): string => (path.split('/')[0] ?? '').replace(/\.ts$/, '');

function innerWall({ path }: Source, name: string): string[] {
  const target = posix.join(posix.dirname(path), name);
  const [from, to] = [roomOf(path), roomOf(target)];
  const row = ROWS[from];
  if (row === undefined) return [`${path}: ${from} has no row in the table`];
  if (target.startsWith('../')) return [`${path}: imports ${name}, outside src`];
  if (from === to) return [];
  if (!row.imports.includes(to)) return [`${path}: ${from} may not import ${to} (${name})`];
  return row.closed?.test(target) === true ? [`${path}: ${target} is closed to ${from}`] : [];
}

function outerWall({ path }: Source, name: string, declared: Declared): string[] {
  const row = ROWS[roomOf(path)];
  const isTest = path.endsWith('.test.ts');
  if (row?.pure === true && !isTest) return [`${path}: ${roomOf(path)} may not import ${name}`];
  if (name.startsWith('node:')) return [];
  const known = isTest ? [...declared.own, ...declared.house] : declared.own;
  return known.includes(packageOf(name)) || NATIVE.test(packageOf(name))
    ? []
    : [`${path}: ${packageOf(name)} is not declared in package.json`];
}

/** By string, not by import: `createRequire()` names it too. */
function nativeWall({ path, strings }: Source): string[] {
  const named = strings.find((text) => NATIVE.test(text));
  return named === undefined || MAY_USE_KOFFI.test(path)
    ? []
    : [`${path}: names ${named}; only kernel/linux.ts, kernel/ffi.ts and the lab may`];
}

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
