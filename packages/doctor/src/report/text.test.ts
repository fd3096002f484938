import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Rule } from '../rules/rule.ts';
import { HEALTHY } from '../rules/looks.ts';
import { explainRule, listRules } from './explain.ts';
import type { Style } from './style.ts';
import { markdownReport } from './markdown.ts';
import type { Paint } from './paint.ts';
import { plain } from './paint.ts';
import { checkupOf, hostileFinding, troubledCheckup } from './sample.ts';
import { overflowFinding } from './sample-findings.ts';
import { textReport } from './text.ts';
import { cellWidth } from './width.ts';

const style: Style = { lang: 'en', cells: 100, paint: plain, verbose: true };
const TOOL = 'tcpdoctor 0.1.0';
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(fc.constantFrom('커널', '큐가 ', 'accept ', '\u001b[2J', '👩‍💻', 'x'), { maxLength: 80 })
    .map((w) => w.join('')),
);
const lang = fc.constantFrom('en', 'ko' as const);
const CONTROL = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u;

test('textReport() never exceeds its width and never prints a control character', () => {
  fc.assert(
    fc.property(word, lang, fc.integer({ min: 60, max: 100 }), (hostile, language, cells) => {
      const report = textReport(checkupOf(hostileFinding(hostile), hostile), TOOL, {
        ...style,
        lang: language,
        cells,
      });
      for (const line of report) {
        assert.ok(cellWidth(line) <= cells, `${cellWidth(line)} cells: ${line}`);
        assert.doesNotMatch(line, CONTROL);
      }
    }),
  );
});

test('markdownReport() never prints a control character and keeps its table in shape', () => {
  fc.assert(
    fc.property(word, lang, (hostile, language) => {
      const lines = [
        ...markdownReport(checkupOf(hostileFinding(hostile), hostile), TOOL, language),
      ];
      for (const line of lines) assert.doesNotMatch(line, CONTROL);
      const row = lines[lines.indexOf('| --- | ---: | --- |') + 1] ?? '';
      assert.equal(row.replaceAll(/\\[\\|]/g, '').split('|').length, 5);
    }),
  );
});

const marked: Paint = (role, text) => `<${role}>${text}</${role}>`;

test('textReport() paints without changing a word', () => {
  const painted = [...textReport(troubledCheckup, TOOL, { ...style, paint: marked })].join('\n');
  const bare = [...textReport(troubledCheckup, TOOL, style)].join('\n');
  assert.equal(painted.replaceAll(/<\/?[a-z]+>/g, ''), bare);
  assert.match(painted, /<critical>CRITICAL<\/critical>/);
  assert.match(painted, /<label>Why<\/label>/);
});

test('textReport() is brief about what is harmless unless asked', () => {
  const brief = [...textReport(troubledCheckup, TOOL, { ...style, verbose: false })].join('\n');
  const full = [...textReport(troubledCheckup, TOOL, style)].join('\n');
  assert.equal(brief.match(/What happens/g)?.length, 2);
  assert.equal(full.match(/What happens/g)?.length, 3);
});

test('textReport() shows the first three remedies and pieces of evidence, and says that there is more', () => {
  const [evidenceOne] = overflowFinding.evidence;
  const checkup = (count: number) =>
    checkupOf({
      ...overflowFinding,
      remedies: overflowFinding.remedies.slice(0, 1).flatMap((one) => Array(count).fill(one)),
      evidence: [evidenceOne, ...Array(count - 1).fill(evidenceOne)],
    });
  const lines = (count: number, verbose: boolean) =>
    [...textReport(checkup(count), TOOL, { ...style, verbose })].join('\n');
  const [remedies, evidence, more] = [
    /Raise the backlog/g,
    /TcpExt\.ListenOverflows/g,
    /and 2 more/g,
  ];
  const counts = (text: string) =>
    [remedies, evidence, more].map((pattern) => text.match(pattern)?.length ?? 0);
  assert.deepEqual(counts(lines(3, false)), [3, 3, 0]);
  assert.deepEqual(counts(lines(5, false)), [3, 3, 2]);
  assert.deepEqual(counts(lines(5, true)), [5, 5, 0]);
  assert.match(lines(3, false), /^more +tcpdoctor --verbose/m);
  assert.doesNotMatch(lines(3, true), /^more/m);
});

test('textReport() keeps dollar signs of titles as they are', () => {
  const dollars = checkupOf({ ...overflowFinding, title: { en: "$& $1 $'", ko: '' } });
  const report = [...textReport(dollars, TOOL, { ...style, paint: marked })].join('\n');
  assert.ok(report.includes("<title>$& $1 $'</title>"));
});

test('textReport() says when nothing could be seen, and does not call it healthy', () => {
  const nothing = { survey: { ...troubledCheckup.survey, namespaces: [] }, namespaces: [] };
  const report = [...textReport(nothing, TOOL, style)].join('\n');
  assert.match(report, /no network namespace could be looked at/);
  assert.doesNotMatch(report, /healthy/);
});

const rule: Rule = {
  id: 'accept-queue-overflow',
  page: {
    name: { en: 'Accept queue overflows', ko: 'accept 큐 넘침' },
    mechanism: { en: 'The kernel drops.', ko: '커널이 드롭합니다.' },
    evidence: { en: 'ListenOverflows grew.', ko: 'ListenOverflows가 늘었습니다.' },
    lookAlikes: { en: 'connect-blackhole', ko: 'connect-blackhole' },
    remedies: overflowFinding.remedies,
    doesNotHelp: overflowFinding.doesNotHelp,
    sources: ['net/ipv4/tcp_ipv4.c', 'tcp(7)'],
  },
  check: () => HEALTHY,
};

test('explainRule() shows every part of a page', () => {
  const page = [...explainRule(rule, { ...style, lang: 'ko' })].join('\n');
  for (const part of [
    'accept 큐 넘침',
    '원리',
    '판단 기준',
    '유사 증상',
    '조치',
    '효과 없음',
    '출처',
    'tcp(7)',
  ]) {
    assert.ok(page.includes(part), part);
  }
});

test('listRules() shows one line per rule', () => {
  assert.deepEqual(
    [...listRules([rule], style)],
    ['accept-queue-overflow  Accept queue overflows'],
  );
});
