import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { lint } from '../sysctl/lint/lint.ts';
import { sampleLint } from '../sysctl/lint/sample-machine.ts';
import { KINDS } from '../sysctl/lint/kinds/catalog.ts';
import type { LintReport } from '../sysctl/lint/lint.ts';
import { lintJson } from './lint-json.ts';
import { lintSarif } from './lint-sarif.ts';
import { lintText } from './lint-text.ts';
import { SARIF } from './sarif-essentials.ts';
import type { SarifLog } from './sarif-essentials.ts';
import { plain } from './paint.ts';
import { cellWidth } from './width.ts';

const file = new URL('../../schema/lint-1.json', import.meta.url);
const ajv = new Ajv2020({
  allErrors: true,
  strictSchema: true,
  formats: { 'uri-reference': URI() },
});
const fitsLint = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
const fitsSarif = ajv.compile(SARIF);

/** Relative: no scheme, no slash in front, no backslash, no blank. */
function URI(): RegExp {
  return /^(?![a-z]+:)(?!\/)[^\s\\]+$/i;
}

const report = sampleLint({});
const TOOL = 'tcpdoctor 0.1.0';

const sarif = (linted: LintReport, root = '', cwd = '/srv'): SarifLog => {
  const log: unknown = JSON.parse(
    lintSarif(linted, { lang: 'en', version: '0.1.0', kinds: KINDS, root, cwd }),
  );
  assert.ok(fitsSarif(log), JSON.stringify(fitsSarif.errors, undefined, 2));
  return log as SarifLog;
};

/** Of every kind that a file can have, of a tree with files that are not read, of nothing. */
const REPORTS: readonly LintReport[] = [
  report,
  sampleLint({ files: ['/etc/sysctl.d/99-tcp.conf', '/etc/sysctl.conf'] }),
  lint({ readings: [] }),
];

test('lintSarif() is what SARIF 2.1.0 asks for', () => {
  for (const linted of REPORTS) {
    const [run] = sarif(linted).runs;
    assert.equal(run?.results.length, linted.problems.length);
    for (const { ruleId, ruleIndex } of run.results) {
      assert.equal(run.tool.driver.rules[ruleIndex]?.id, ruleId);
    }
  }
});

test('the essentials of SARIF refuse what is none', () => {
  assert.equal(fitsSarif({ version: '2.1.0' }), false);
  const log = sarif(report);
  const [run] = log.runs;
  const [result] = run?.results ?? [];
  for (const wrong of [{ level: 'critical' }, { message: {} }, { locations: [{ uri: 'a' }] }]) {
    const runs = [{ ...run, results: [{ ...result, ...wrong }] }];
    assert.equal(fitsSarif({ ...log, runs }), false);
  }
});

test('lintSarif() names files relative to where it runs, or to the root of the machine', () => {
  const [problem] = report.problems;
  assert.ok(problem !== undefined);
  const one = (path: string, root?: string) =>
    sarif({ ...report, problems: [{ ...problem, file: path }] }, root).runs[0]?.results[0]
      ?.locations[0]?.physicalLocation.artifactLocation;
  assert.deepEqual(one('deploy/my file.conf'), { uri: 'deploy/my%20file.conf' });
  assert.deepEqual(one('./a.conf'), { uri: 'a.conf' });
  assert.deepEqual(one('/srv/deploy/a.conf'), { uri: 'deploy/a.conf' });
  assert.deepEqual(one('/etc/sysctl.d/a.conf'), { uri: 'etc/sysctl.d/a.conf', uriBaseId: 'ROOT' });
  assert.deepEqual(one('/etc/sysctl.d/a.conf', 'image'), { uri: 'image/etc/sysctl.d/a.conf' });
  assert.deepEqual(one('/etc/a.conf', '/srv/image'), { uri: 'image/etc/a.conf' });
});

test('lintJson() fits its schema', () => {
  for (const linted of REPORTS) {
    for (const lang of ['en', 'ko'] as const) {
      const parsed: unknown = JSON.parse(lintJson(linted, TOOL, lang));
      assert.ok(fitsLint(parsed), JSON.stringify(fitsLint.errors, undefined, 2));
    }
  }
});

test('the schema of lint refuses what is none', () => {
  const parsed = JSON.parse(lintJson(report, TOOL, 'en')) as { problems: object[] };
  const [problem] = parsed.problems;
  const refused = [
    { ...parsed, schema: 'tcpdoctor.lint/2' },
    { ...parsed, kernel: '6' },
    { ...parsed, unread: [{ file: 'a' }] },
    { ...parsed, problems: [{ ...problem, severity: 'critical' }] },
    { ...parsed, problems: [{ ...problem, line: 0 }] },
  ];
  for (const one of refused) assert.equal(fitsLint(one), false);
});

test('lintJson() keeps sentences in one language', () => {
  const parsed = JSON.parse(lintJson(report, TOOL, 'ko')) as { problems: { why: string }[] };
  assert.match(parsed.problems[0]?.why ?? '', /[가-힣]/);
});

test('lintText() stays inside its width and spells out what is invisible', () => {
  const evil = '/etc/sysctl.d/\u001b[31m\u202e.conf';
  const [problem] = report.problems;
  assert.ok(problem !== undefined);
  const changed = { ...problem, file: evil, text: `\u0007${'x'.repeat(300)}` };
  for (const cells of [60, 80, 100]) {
    const style = { lang: 'ko', cells, paint: plain, verbose: true } as const;
    for (const line of lintText(
      { ...report, problems: [changed, ...report.problems] },
      't',
      style,
    )) {
      assert.doesNotMatch(line, /\p{Cc}|\u202e/u);
      assert.ok(cellWidth(line) <= cells, `${cells}: ${line}`);
    }
  }
});
