import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../model/text.ts';
import { sampleNamespace, sampleOwner } from '../rules/sample.ts';
import { amount } from './amount.ts';
import { barCells, barLines } from './bar.ts';
import { ownerParts } from './owner.ts';
import { plain } from './paint.ts';
import { powerTexts } from './powers.ts';
import { hostNamespace, troubledCheckup } from './sample.ts';
import { descriptorFinding, overflowFinding } from './sample-findings.ts';
import { RULES } from '../rules/catalog.ts';
import { folkloreText, notText } from './proof.ts';
import { sentence } from './sentence.ts';
import { explainedWith, healthyRules, orderedFindings, unknownGroups } from './summary.ts';
import { cellWidth } from './width.ts';

const AMOUNTS = [
  [{ value: 1, unit: 'connections' }, '1 connection', '1건'],
  [{ value: 391, unit: 'connections' }, '391 connections', '391건'],
  [{ value: 3, unit: 'events' }, '3 events', '3회'],
  [{ value: 1_448, unit: 'bytes' }, '1,448 B', '1,448 B'],
  [{ value: 1_500_000, unit: 'bytes' }, '1.5 MB', '1.5 MB'],
  [{ value: 44, unit: 'ms' }, '44 ms', '44ms'],
  [{ value: 0.98, unit: 'ratio' }, '98%', '98%'],
  [{ value: 84, unit: 'per second' }, '84 per second', '초당 84'],
  [{ value: 32768, unit: 'setting' }, '32768', '32768'],
] as const;

for (const [evidence, en, ko] of AMOUNTS) {
  test(`amount() writes ${evidence.value} ${evidence.unit} as ${en}`, () => {
    assert.deepEqual(amount(evidence), { en, ko });
  });
}

const BARS = [
  [0, 100, 0],
  [1, 100_000, 1],
  [50, 100, 16],
  [99.9, 100, 31],
  [100, 100, 32],
  [129, 128, 32],
  [5, 0, 0],
] as const;

for (const [value, max, filled] of BARS) {
  test(`barCells() fills ${filled} of 32 for ${value} of ${max}`, () => {
    assert.equal(barCells(value, max), '█'.repeat(filled) + '░'.repeat(32 - filled));
  });
}

test('barLines() moves a long note to lines of its own', () => {
  const bar = { label: same('queue'), value: 1, max: 2, note: same('dropped '.repeat(20).trim()) };
  const lines = barLines(bar, 'en', '  ', 60, plain);
  assert.ok(lines.length > 2);
  for (const line of lines) assert.ok(cellWidth(line) <= 60);
});

test('ownerParts() groups by command and counts the rest', () => {
  assert.deepEqual(ownerParts(hostNamespace, overflowFinding, 'en'), [
    'nginx (pid 812, 813, 814 and 6 more)',
    'nginx.service',
  ]);
  assert.deepEqual(ownerParts(hostNamespace, overflowFinding, 'ko'), [
    'nginx (pid 812, 813, 814 외 6개)',
    'nginx.service',
  ]);
});

test('ownerParts() says when an owner could not be seen, and nothing when there is none', () => {
  const blind = sampleNamespace([{}]);
  assert.deepEqual(ownerParts(blind, overflowFinding, 'en'), ['owner not visible']);
  assert.deepEqual(ownerParts(blind, { ...overflowFinding, inodes: [] }, 'en'), []);
});

test('ownerParts() names the process a finding is about even when its sockets are hidden', () => {
  assert.deepEqual(ownerParts(sampleNamespace([{}]), descriptorFinding, 'en'), [
    'php-fpm (pid 2001)',
  ]);
});

test('ownerParts() spells control characters of a process name out', () => {
  const owner = sampleOwner({ command: 'a\u001b[2J', unit: 'u\u0007.service' });
  const namespace = sampleNamespace([{}], { owners: { 8_080: [owner] } });
  assert.deepEqual(ownerParts(namespace, overflowFinding, 'en'), [
    'a\\x1b[2J (pid 812)',
    'u\\x07.service',
  ]);
});

test('healthyRules() leaves out a rule that is unknown or finds something anywhere', () => {
  assert.deepEqual(healthyRules(troubledCheckup), ['path-loss']);
});

test('unknownGroups() groups by reason over namespaces', () => {
  assert.deepEqual(unknownGroups(troubledCheckup, 'ko'), [
    {
      because: '테이블 통계를 읽을 권한이 없습니다',
      rules: ['conntrack-full'],
      namespaces: ['host', 'php-fpm (2001)'],
    },
  ]);
});

test('orderedFindings() puts the worst of all namespaces first', () => {
  assert.deepEqual(
    orderedFindings(troubledCheckup).map(({ finding }) => finding.severity),
    ['critical', 'warning', 'harmless'],
  );
});

test('explainedWith() names what is told with a finding', () => {
  const [host] = troubledCheckup.namespaces;
  assert.ok(host);
  assert.deepEqual(explainedWith(host, 'accept-queue-overflow'), ['syn-backlog-small']);
  assert.deepEqual(explainedWith(host, 'time-wait-harmless'), []);
});

test('powerTexts() tells namespaces closed for the same reason together', () => {
  const closed = ['a', 'b', 'c', 'd', 'e'].map((which) => ({
    what: 'namespace' as const,
    which,
    code: 'EPERM',
  }));
  const texts = powerTexts([
    { what: 'CAP_SYS_ADMIN' },
    ...closed,
    { what: 'namespace', which: 'x', code: 'EIO' },
  ]);
  assert.deepEqual(
    texts.slice(1).map(({ en }) => en),
    [
      'network namespaces a, b, c, d and 1 more could not be looked at (EPERM)',
      'network namespace x could not be looked at (EIO)',
    ],
  );
  assert.equal(texts.length, 3);
});

test('sentence() puts a full stop where a mark is missing', () => {
  assert.deepEqual(['It waits', 'It waits.', '기다립니다', ''].map(sentence), [
    'It waits.',
    'It waits.',
    '기다립니다.',
    '',
  ]);
});

test('notText() and folkloreText() name a state and a lever in the language of the reader', () => {
  const because = same('…');
  const draining = { rule: 'slow draining', ko: '느린 마무리', because };
  assert.equal(notText(draining, 'en'), 'slow draining: …');
  assert.equal(notText(draining, 'ko'), '느린 마무리: …');
  assert.equal(notText({ rule: 'path-loss', because }, 'ko'), 'path-loss: …');
  assert.equal(folkloreText({ what: 'backlog', ko: '백로그', because }, 'ko'), '백로그: …');
});

test('folklore with English words in its name has a Korean name', () => {
  const words = /(^| )(alone|higher|in|where|with|without|longer|backlog|seconds)\b/;
  const folklore = RULES.flatMap(({ page }) => page.doesNotHelp);
  assert.ok(folklore.some(({ what }) => words.test(what)));
  for (const { what, ko } of folklore) {
    if (words.test(what)) assert.match(ko ?? '', /[가-힣]/, what);
  }
});
