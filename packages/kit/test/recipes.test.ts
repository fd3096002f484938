import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../docs/recipes', import.meta.url));
const pages = globSync('*.md', { cwd: ROOT }).toSorted();
const snippets = globSync('snippets/**/*.*', { cwd: ROOT }).toSorted();
const read = (file: string): string => readFileSync(`${ROOT}/${file}`, 'utf8');

/** `<!-- snippets/python/pool.py -->`, then the file between fences. */
const INCLUDED = /<!-- (snippets\/[\w./-]+) -->\n```(\w*)\n[\s\S]*?```\n/g;

const withSnippets = (page: string): string =>
  page.replaceAll(
    INCLUDED,
    (_, file: string, language: string) =>
      `<!-- ${file} -->\n\`\`\`${language}\n${read(file)}\`\`\`\n`,
  );

for (const page of pages) {
  test(`docs/recipes/${page} shows its snippets as they are (UPDATE_GOLDEN=1 writes them anew)`, () => {
    const text = read(page);
    const wanted = withSnippets(text);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(`${ROOT}/${page}`, wanted);
    else assert.equal(text, wanted);
  });
}

test('every snippet is on exactly one page', () => {
  const shown = pages.flatMap((page) => [...read(page).matchAll(INCLUDED)].map(([, file]) => file));
  assert.deepEqual(new Set(shown), new Set(snippets));
  assert.equal(shown.length, snippets.length);
});

test('the recipes link to each other and to rules that exist', () => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#:]+\.md)[^)]*\)/g)) {
      assert.ok(read(target).length > 0, `${page}: ${target}`);
    }
  }
  const index = read('README.md');
  for (const page of pages) assert.ok(page === 'README.md' || index.includes(`(${page})`), page);
});
