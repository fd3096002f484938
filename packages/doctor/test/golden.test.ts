/**
 * What people and programs see, word by word. After a wanted change: UPDATE_GOLDEN=1 node --test
 * this file, then read the diff.
 * @module
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { readGlobals } from '../src/cli/globals.ts';
import { runCommandLine } from '../src/cli/run.ts';
import { sampleWorld } from '../src/cli/sample-world.ts';
import { plannedCheckup } from '../src/report/plan-sample.ts';
import { healthyCheckup } from '../src/report/sample.ts';
import { cellWidth } from '../src/report/width.ts';

const folder = new URL('golden/', import.meta.url);
const docs = new URL('../../../docs/json.md', import.meta.url);
const updating = process.env['UPDATE_GOLDEN'] === '1';

const CASES = {
  help: ['--help'],
  'help-check': ['check', '--help'],
  'help-explain': ['explain', '--help'],
  'help-capture': ['capture', '--help'],
  'help-apply': ['apply', '--help'],
  'help-confirm': ['confirm', '--help'],
  'help-rollback': ['rollback', '--help'],
  'help-changes': ['changes', '--help'],
  'help-completion': ['completion', '--help'],
  'help-lint': ['lint', '--help'],
  check: ['check'],
  'check-verbose': ['check', '--verbose'],
  'check-json': ['check', '--json'],
  'check-markdown': ['check', '--markdown'],
  'explain-rule': ['explain', 'accept-queue-overflow'],
  explain: ['explain'],
  lint: ['lint'],
  'lint-file': ['lint', '/etc/sysctl.d/99-tcp.conf', '--verbose'],
  'lint-json': ['lint', '--json'],
  'lint-sarif': ['lint', '--sarif'],
  'help-plan': ['plan', '--help'],
  'usage-error': ['chek'],
} as const;

/** On a machine whose findings ask for sysctls. */
const PLANS = {
  plan: ['plan'],
  'plan-verbose': ['plan', '--verbose'],
  'plan-json': ['plan', '--json'],
  'plan-sysctl.d': ['plan', '--output', 'sysctl.d'],
  'plan-kubernetes': ['plan', '--output', 'kubernetes'],
  'plan-profile': ['plan', '--profile', 'web', '--verbose'],
} as const;

/** Everything a command line prints, standard error first. */
async function printed(argv: readonly string[], more = {}): Promise<string> {
  const world = sampleWorld(more);
  await runCommandLine(world, readGlobals(argv, {}));
  return world.printed.err + world.printed.out;
}

function compare(name: string, actual: string): void {
  const file = new URL(`${name}.txt`, folder);
  if (updating) writeFileSync(file, actual);
  assert.equal(actual, readFileSync(file, 'utf8'), `${name}.txt differs`);
}

/** Files for programs and tickets wrap nowhere. */
const WIDE = new Set<string>([
  'check-json',
  'check-markdown',
  'lint-json',
  'lint-sarif',
  'plan-json',
  'plan-sysctl.d',
  'plan-kubernetes',
]);

const names: string[] = [];
for (const lang of ['en', 'ko']) {
  for (const [name, argv] of Object.entries({ ...CASES, ...PLANS })) {
    const golden = `${name}.${lang}`;
    names.push(`${golden}.txt`);
    test(`${golden} is as it was`, async () => {
      const diagnose = async () => plannedCheckup;
      const more = name in PLANS ? { diagnose } : {};
      const text = await printed([...argv, '--lang', lang], more);
      compare(golden, text);
      assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
      if (WIDE.has(name)) return;
      for (const line of text.split('\n')) assert.ok(cellWidth(line) <= 100, line);
    });
  }
  const golden = `check-healthy.${lang}`;
  names.push(`${golden}.txt`);
  test(`${golden} is as it was`, async () => {
    const diagnose = async () => healthyCheckup;
    compare(golden, await printed(['check', '--lang', lang], { diagnose }));
  });
}

test('every golden file belongs to a test', () => {
  assert.deepEqual(readdirSync(folder).toSorted(), names.toSorted());
});

test('docs/json.md shows what check --json prints', async () => {
  const marked = /(<!-- example: [^>]*-->\n)[\s\S]*(<!-- \/example -->)/;
  const text = readFileSync(docs, 'utf8');
  const example = `\`\`\`json\n${await printed(['check', '--json'])}\`\`\`\n`;
  const expected = text.replace(
    marked,
    (_all, start: string, end: string) => start + example + end,
  );
  assert.match(text, marked);
  if (updating) writeFileSync(docs, expected);
  else assert.equal(text, expected);
});
