/**
 * `npm run bench`: measures everything and writes bench/README.md. `npm run bench -- 100k start` runs
 * the cases whose id contains one of the words and only prints. Needs Linux, root and a C compiler.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { HOUSE } from '../scripts/house.ts';
import { between } from '../scripts/marked.ts';
import { CASES, runCase } from './cases.ts';
import { machine } from './machine.ts';
import { budgetTable, caseTable } from './results.ts';
import type { Result } from './results.ts';

const PAGE = `${HOUSE}/bench/README.md`;

/** @throws {Error} Saying what this machine lacks. */
function prepare(): string {
  if (process.getuid?.() !== 0)
    throw new Error('Cannot measure: it makes namespaces, run it as root');
  if (!existsSync(`${HOUSE}/packages/doctor/dist/main.js`)) {
    throw new Error('Cannot measure: not built, run npm run build');
  }
  const tools = mkdtempSync(`${tmpdir()}/tcpdoctor-bench-`);
  for (const tool of ['floor', 'crowd']) {
    execFileSync('cc', ['-O2', '-Wall', '-o', `${tools}/${tool}`, `${HOUSE}/bench/${tool}.c`]);
  }
  return tools;
}

function measureAll(tools: string, words: readonly string[]): Result[] {
  const wanted = CASES.filter(
    ({ id }) => words.length === 0 || words.some((word) => id.includes(word)),
  );
  return wanted.map((of) => {
    process.stderr.write(`${of.title} …\n`);
    return { of, measured: runCase(of, tools) };
  });
}

const words = process.argv.slice(2);
const tools = prepare();
try {
  const results = measureAll(tools, words);
  const tables = [machine(), budgetTable(results), ...results.map(caseTable)].join('\n\n');
  if (words.length === 0) {
    writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), 'results', tables));
  }
  console.log(tables);
} finally {
  rmSync(tools, { recursive: true });
}
