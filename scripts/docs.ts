/**
 * Writes what is generated: docs/rules/ and the table in README.md from the rules, the figures in
 * docs/lab.md from the last full run of the lab. With
 * `--check` it writes nothing and fails when they differ from the catalogue.
 * @module
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { RULES } from '../packages/doctor/src/rules/catalog.ts';
import { GROUPS } from '../packages/doctor/src/sysctl/catalogue/catalogue.ts';
import { KINDS } from '../packages/doctor/src/sysctl/lint/kinds/catalog.ts';
import { RECORD } from '../packages/doctor/src/proofs/record.ts';
import { HOUSE } from './house.ts';
import { recordTables } from './lab-page.ts';
import { between } from './marked.ts';
import { ruleIndex, rulePage, ruleTable } from './rule-page.ts';
import { lintPage, sysctlPage } from './sysctl-page.ts';

const FOLDER = 'docs/rules';

const read = (path: string): string | undefined =>
  existsSync(`${HOUSE}/${path}`) ? readFileSync(`${HOUSE}/${path}`, 'utf8') : undefined;

const readme = read('README.md') ?? '';
const labPage = read('docs/lab.md') ?? '';
const figures = `${recordTables(RECORD, 'en')}\n\n${recordTables(RECORD, 'ko')}`;
const wanted = new Map([
  ['docs/lab.md', between(labPage, 'record', `\n${figures}\n`)],
  ['README.md', between(readme, 'rules', ruleTable(RULES, `${FOLDER}/`))],
  [`${FOLDER}/README.md`, ruleIndex(RULES)],
  ['docs/sysctls.md', sysctlPage(GROUPS)],
  ['docs/lint.md', lintPage(KINDS)],
  ...RULES.map((rule) => [`${FOLDER}/${rule.id}.md`, rulePage(rule)] as const),
]);
const differing = [...wanted].filter(([path, text]) => read(path) !== text);
const stale = globSync(`${FOLDER}/*`, { cwd: HOUSE }).filter((path) => !wanted.has(path));

if (process.argv.includes('--check')) {
  for (const [path] of differing) console.log(`${path} differs from what it is generated from`);
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
