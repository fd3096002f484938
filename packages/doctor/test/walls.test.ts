import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import houseManifest from '../../../package.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import { LONG_TABLES, MAX_LINES, UNPROVOKED } from './walls/house.ts';
import { importViolations } from './walls/import-walls.ts';
import type { Declared } from './walls/import-walls.ts';
import { readerViolations, ruleViolations } from './walls/room-walls.ts';
import { readSource } from './walls/source.ts';
import type { Source } from './walls/source.ts';

const SRC = new URL('../src/', import.meta.url);
const DECLARED: Declared = {
  own: Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
  house: Object.keys(houseManifest.devDependencies),
};

const house: readonly Source[] = globSync('**/*.ts', { cwd: SRC })
  .toSorted((a, b) => a.localeCompare(b, 'en'))
  .map((path) => readSource(path, readFileSync(new URL(path, SRC), 'utf8')));

test('no import goes through a wall', () => {
  assert.deepEqual(importViolations(house, DECLARED), []);
});

test('every file can be read: header, docs, length, a folder with a row', () => {
  assert.deepEqual(readerViolations(house), []);
});

test('every table listed as long is there and is long', () => {
  const long = house.filter(({ lines }) => lines > MAX_LINES).map(({ path }) => path);
  assert.deepEqual(
    LONG_TABLES.filter((path) => !long.includes(path)),
    [],
  );
});

test('every rule has its words, test, catalogue line and scenario', () => {
  assert.deepEqual(ruleViolations(house, UNPROVOKED), []);
});

test('the walls have looked at the house', () => {
  assert.ok(house.length > 50, `only ${house.length} files`);
  assert.ok(house.some(({ path }) => path === 'rules/catalog.ts'));
});

// The walls themselves: each of these made-up houses breaks one of them.

const HEADER = '/** A made-up file. @module */\n';
const made = (files: Readonly<Record<string, string>>): Source[] =>
  Object.entries(files).map(([path, text]) => readSource(path, HEADER + text));

const BROKEN_IMPORTS = [
  ['rules that look at the machine', 'rules/x.ts', "import '../kernel/kernel.ts';"],
  ['rules that import a type from outside', 'rules/x.ts', "import type { A } from '../wire/a.ts';"],
  ['an inline import type', 'model/x.ts', "type A = import('../wire/a.ts').A;"],
  ['a re-export', 'model/x.ts', "export { a } from '../errors.ts';"],
  ['a pure folder that imports node:', 'report/x.ts', "import 'node:fs';"],
  ['a pure folder that imports lazily', 'report/x.ts', "const f = () => import('node:fs');"],
  ['a survey behind the interface', 'survey/x.ts', "import '../kernel/linux.ts';"],
  ['the native library by import', 'survey/x.ts', "import 'koffi';"],
  ['the native library by require', 'kernel/x.ts', "require('@koromix/koffi-linux-x64');"],
  ['an undeclared package', 'cli/x.ts', "import 'left-pad/lib/x.js';"],
  ['a test package outside tests', 'cli/x.ts', "import 'fast-check';"],
  ['a file outside src', 'cli/x.ts', "import '../../scripts/house.ts';"],
  ['a face that imports another', 'cli/x.ts', "import '../tui/x.ts';"],
  ['a folder nobody knows', 'stuff/x.ts', "import '../model/x.ts';"],
  ['a computed import', 'cli/x.ts', 'const f = (name: string) => import(name);'],
] as const;

for (const [name, path, text] of BROKEN_IMPORTS) {
  test(`importViolations() finds ${name}`, () => {
    assert.equal(importViolations(made({ [path]: text }), DECLARED).length, 1);
  });
}

const SOUND_IMPORTS = [
  [
    'rules that import the model',
    'rules/a/rule.ts',
    "import '../../model/x.ts'; import '../b.ts';",
  ],
  ['an import inside a string', 'rules/x.ts', 'const advice = "import \'node:cluster\';";'],
  ['an import inside a comment', 'rules/x.ts', "// import 'node:fs';"],
  ['a test that asserts', 'rules/x.test.ts', "import 'node:test'; import 'fast-check';"],
  ['the door that loads the library', 'kernel/ffi.ts', "import 'koffi';"],
  ['a declared package', 'cli/x.ts', "import '@stricli/core';"],
] as const;

for (const [name, path, text] of SOUND_IMPORTS) {
  test(`importViolations() lets pass ${name}`, () => {
    assert.deepEqual(importViolations(made({ [path]: text }), DECLARED), []);
  });
}

test('readerViolations() finds a file without a header', () => {
  const source = readSource('model/x.ts', '/** A word. */\nexport const a = 1;\n');
  assert.match(readerViolations([source]).join(), /@module/);
});

test('readerViolations() finds exports without a doc, and only those', () => {
  const text =
    '/** Said. */\nexport const a = 1;\n\nexport function b(): void {}\n// no doc\nexport interface C {}\n';
  assert.deepEqual(
    readerViolations(made({ 'model/x.ts': text })).map((line) => line.split(' ')[1]),
    ['b', 'C'],
  );
});

test('readerViolations() finds a long file, but lets words be long', () => {
  const text = 'const a = 1;\n'.repeat(260);
  const long = made({ 'rules/a.ts': text, 'rules/a/words.ts': text });
  assert.match(readerViolations(long).join(), /^rules\/a\.ts: 261 lines/);
  assert.equal(readerViolations(long).length, 1);
});

/** A rule with all it needs, but for what `without` takes away. */
const rule = (without: Readonly<Record<string, string | undefined>> = {}): Source[] => {
  const files: Readonly<Record<string, string | undefined>> = {
    'rules/a/rule.ts': '',
    'rules/a/words.ts': '',
    'rules/a/rule.test.ts': "test('is healthy'); test('is unknown'); test('finds it');",
    'rules/catalog.ts': "import { a } from './a/rule.ts';",
    'lab/scenarios/a.ts': "const expect = ['a'];",
    ...without,
  };
  return Object.entries(files).flatMap(([path, text]) =>
    text === undefined ? [] : [readSource(path, HEADER + text)],
  );
};

test('ruleViolations() is content with a whole rule', () => {
  assert.deepEqual(ruleViolations(rule(), {}), []);
});

const BROKEN_RULES = [
  ['no words', { 'rules/a/words.ts': undefined }, /no words\.ts/],
  ['no test', { 'rules/a/rule.test.ts': undefined }, /no rule\.test\.ts/],
  ['no catalogue line', { 'rules/catalog.ts': '' }, /not in rules\/catalog/],
  ['no scenario', { 'lab/scenarios/a.ts': "const expect = ['ab']; // a" }, /no scenario/],
  ['no unknown case', { 'rules/a/rule.test.ts': "test('healthy, finds'); // unknown" }, /unknown/],
] as const;

for (const [name, without, message] of BROKEN_RULES) {
  test(`ruleViolations() finds a rule with ${name}`, () => {
    const found = ruleViolations(rule(without), {});
    assert.equal(found.length, 1);
    assert.match(found.join(), message);
  });
}

test('ruleViolations() accepts a listed reason for no scenario, and finds a stale one', () => {
  const bare = rule({ 'lab/scenarios/a.ts': undefined });
  assert.deepEqual(ruleViolations(bare, { a: 'needs a broken network card' }), []);
  assert.match(ruleViolations(rule(), { a: 'no longer true' }).join(), /listed as unprovoked/);
  assert.match(ruleViolations(rule(), { b: 'no such rule' }).join(), /listed as unprovoked/);
});
