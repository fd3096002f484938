/**
 * Writes what is generated from the rule catalogue: docs/rules/ and the table in README.md. With
 * `--check` it writes nothing and fails when they differ from the catalogue.
 * @module
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { RULES } from '../packages/doctor/src/rules/catalog.ts';
import { HOUSE } from './house.ts';
import { between } from './marked.ts';
import { ruleIndex, rulePage, ruleTable } from './rule-page.ts';

const FOLDER = 'docs/rules';

const read = (path: string): string | undefined =>
  existsSync(`${HOUSE}/${path}`) ? readFileSync(`${HOUSE}/${path}`, 'utf8') : undefined;

const readme = read('README.md') ?? '';
const wanted = new Map([
  ['README.md', between(readme, 'rules', ruleTable(RULES, `${FOLDER}/`))],
  [`${FOLDER}/README.md`, ruleIndex(RULES)],
  ...RULES.map((rule) => [`${FOLDER}/${rule.id}.md`, rulePage(rule)] as const),
]);
const differing = [...wanted].filter(([path, text]) => read(path) !== text);
const stale = globSync(`${FOLDER}/*`, { cwd: HOUSE }).filter((path) => !wanted.has(path));

if (process.argv.includes('--check')) {
  for (const [path] of differing) console.log(`${path} differs from the catalogue`);
  for (const path of stale) console.log(`${path} belongs to no rule`);
  if (differing.length + stale.length > 0) {
    console.log('Run: npm run docs');
    process.exitCode = 1;
  }
} else {
  mkdirSync(`${HOUSE}/${FOLDER}`, { recursive: true });
  for (const [path, text] of differing) writeFileSync(`${HOUSE}/${path}`, text);
  for (const path of stale) rmSync(`${HOUSE}/${path}`);
  console.log(`${differing.length} written, ${stale.length} removed, ${wanted.size} in all`);
}
