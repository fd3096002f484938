import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleLint } from '../sysctl/lint/sample-machine.ts';
import { KINDS } from '../sysctl/lint/kinds/catalog.ts';
import type { LintReport } from '../sysctl/lint/lint.ts';
import { lintJson } from './lint-json.ts';
import { lintSarif } from './lint-sarif.ts';
import { lintText } from './lint-text.ts';
import { plain } from './paint.ts';
import { cellWidth } from './width.ts';

interface SarifLog {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly rules: readonly { readonly id: string }[];
      };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region?: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

const sarif = (report: LintReport, root = ''): SarifLog =>
  JSON.parse(lintSarif(report, { lang: 'en', version: '0.1.0', kinds: KINDS, root })) as SarifLog;

const report = sampleLint({});

test('lintSarif() has every field that SARIF 2.1.0 requires', () => {
  const log = sarif(report);
  assert.equal(log.version, '2.1.0');
  assert.match(log.$schema, /sarif-2\.1\.0/);
  assert.equal(log.runs.length, 1);
  for (const { tool, results } of log.runs) {
    assert.equal(tool.driver.name, 'tcpdoctor');
    assert.equal(results.length, report.problems.length);
    for (const { ruleId, ruleIndex, level, message, locations } of results) {
      assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
      assert.ok(['error', 'warning', 'note'].includes(level));
      assert.ok(message.text.length > 10);
      const [{ physicalLocation } = { physicalLocation: undefined }] = locations;
      assert.ok(physicalLocation !== undefined);
      assert.ok(URL.canParse(physicalLocation.artifactLocation.uri, 'file:///'));
      assert.ok((physicalLocation.region?.startLine ?? 1) >= 1);
    }
  }
});

test('lintSarif() keeps relative paths, and puts the root before those of a tree', () => {
  const [problem] = report.problems;
  assert.ok(problem !== undefined);
  const one = (file: string, root?: string) =>
    sarif({ ...report, problems: [{ ...problem, file }] }, root).runs[0]?.results[0]?.locations[0]
      ?.physicalLocation.artifactLocation.uri;
  assert.equal(one('deploy/my file.conf'), 'deploy/my%20file.conf');
  assert.equal(one('/etc/sysctl.d/a.conf'), 'file:///etc/sysctl.d/a.conf');
  assert.equal(one('/etc/sysctl.d/a.conf', 'image'), 'image/etc/sysctl.d/a.conf');
});

test('lintJson() names its schema and keeps sentences in one language', () => {
  const parsed = JSON.parse(lintJson(report, 'tcpdoctor 0.1.0', 'ko')) as Record<string, unknown>;
  assert.equal(parsed['schema'], 'tcpdoctor.lint/1');
  const [problem] = parsed['problems'] as Record<string, unknown>[];
  assert.match(String(problem?.['why']), /[가-힣]/);
  assert.equal(typeof problem?.['severity'], 'string');
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
