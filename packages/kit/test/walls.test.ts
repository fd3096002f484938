import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { roomOf } from '../../doctor/test/walls/import-walls.ts';
import { readSource } from '../../doctor/test/walls/source.ts';
import type { Source } from '../../doctor/test/walls/source.ts';
import { PARTS, ROWS, TOP } from './walls-house.ts';

const SRC = new URL('../src/', import.meta.url);
const MAX_LINES = 250;

const house: readonly Source[] = globSync('**/*.ts', { cwd: SRC }).map((path) =>
  readSource(path, readFileSync(new URL(path, SRC), 'utf8')),
);
const shipped = house.filter(({ path }) => !path.endsWith('.test.ts'));

/** What a file imports from src, as paths relative to it. */
const innerImports = ({ path, imports }: Source): string[] =>
  imports
    .filter((name) => name.startsWith('.'))
    .map((name) => new URL(name, new URL(path, SRC)).href.slice(SRC.href.length));

/** Every file that a file leads to, itself included, types as well. */
function reachedFrom(path: string, seen = new Set<string>()): Set<string> {
  const source = house.find((one) => one.path === path);
  if (source === undefined || seen.has(path)) return seen;
  seen.add(path);
  for (const target of innerImports(source)) reachedFrom(target, seen);
  return seen;
}

const IMPORT =
  /^(?:import|export)\s+(?!type\b)[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)|\brequire\('([^']+)'\)/gm;

/** Imports that are there at run time: `import type` is not. */
const runtimeImports = (text: string): string[] =>
  [...text.matchAll(IMPORT)].flatMap(([, ...names]) => names.filter((name) => name !== undefined));

const textOf = (path: string): string => readFileSync(new URL(path, SRC), 'utf8');

test('no part imports what it may not', () => {
  const wrong = shipped.flatMap((source) =>
    innerImports(source)
      .filter((target) => {
        const [from, to] = [roomOf(source.path), roomOf(target)];
        return from !== to && ROWS[from]?.includes(to) !== true;
      })
      .map((target) => `${source.path} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('nothing of the kit imports a package at run time, nor anything outside src', () => {
  const wrong = shipped.flatMap(({ path }) =>
    runtimeImports(textOf(path))
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
      .map((name) => `${path} imports ${name}`),
  );
  const outside = shipped.flatMap((source) =>
    innerImports(source).filter((target) => !existsSync(new URL(target, SRC))),
  );
  assert.deepEqual([...wrong, ...outside], []);
});

test('every part is exported, and the whole has them all', () => {
  const reached = reachedFrom('mod.ts');
  for (const part of PARTS) assert.ok(reached.has(`${part}/mod.ts`), part);
  const lost = shipped.map(({ path }) => path).filter((path) => !reached.has(path));
  assert.deepEqual(lost, [], 'every file is part of something');
});

test('every file can be read: header, docs, length, a place', () => {
  const wrong = shipped.flatMap(({ path, hasHeader, undocumented, lines }) => [
    ...(hasHeader ? [] : [`${path}: does not begin with a doc comment that ends in @module`]),
    ...undocumented.map((name) => `${path}: ${name} has no doc comment`),
    ...(lines > MAX_LINES ? [`${path}: ${lines} lines`] : []),
    ...(roomOf(path) in ROWS ? [] : [`${path}: has no row`]),
  ]);
  assert.deepEqual(wrong, []);
});

test('every option with a default says so', () => {
  const silent = shipped.flatMap(({ path }) => {
    const options = [
      ...textOf(path).matchAll(/^export interface (\w*Options)\b[^{]*\{\n([\s\S]*?)^\}/gm),
    ];
    return options.flatMap(([, name, body = '']) =>
      [...body.matchAll(/((?: *\/\*\*[\s\S]*?\*\/\n)?) *readonly (\w+)\?:/g)]
        .filter(
          ([, doc = '', option = '']) => !doc.includes('@default') && !/^on[A-Z]/.test(option),
        )
        .map(([, , option]) => `${path}: ${name}.${option}`),
    );
  });
  assert.deepEqual(silent, []);
});

test('the walls have looked at the kit', () => {
  assert.ok(shipped.length > 25, `only ${shipped.length} files`);
  for (const name of TOP)
    assert.ok(
      shipped.some(({ path }) => path === `${name}.ts`),
      name,
    );
});

const SAMPLES = [
  ["import undici from 'undici';", ['undici']],
  ["import {\n  Pool,\n} from 'tarn';", ['tarn']],
  ["import 'ws';", ['ws']],
  ["export * from 'piscina';", ['piscina']],
  ["const load = () => import('undici');", ['undici']],
  ["import type { Pool } from 'tarn';", []],
  ["export type { Pool } from 'tarn';\nimport { a } from './a.ts';", ['./a.ts']],
  ["/** `import { Pool } from 'tarn'` */", []],
] as const;

for (const [text, expected] of SAMPLES) {
  test(`runtimeImports() of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(runtimeImports(text), expected);
  });
}
