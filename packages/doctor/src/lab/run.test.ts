import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Severity } from '../model/verdict.ts';
import { same } from '../model/text.ts';
import { renderOutcomes } from './outcome-table.ts';
import { judge } from './run.ts';
import type { Outcome } from './run.ts';
import type { Scenario } from './scenario.ts';

const finding = (rule: string, severity: Severity = 'warning'): Finding => ({
  rule,
  severity,
  confidence: 'certain',
  subject: { kind: 'namespace' },
  inodes: [],
  title: same(rule),
  happens: same(''),
  why: same(''),
  evidence: [{ what: same('n'), value: 1, unit: 'events', source: 'test' }],
  not: [],
  remedies: [],
  doesNotHelp: [],
  explains: [],
});

const CASES: readonly (readonly [
  name: string,
  expect: readonly string[],
  allow: readonly string[],
  found: readonly Finding[],
  wanted: Partial<ReturnType<typeof judge>>,
])[] = [
  ['nothing expected, nothing found', [], [], [], { right: true, firstRight: true }],
  ['what was expected', ['a'], [], [finding('a')], { right: true, firstRight: true, wrong: [] }],
  ['the same rule twice', ['a'], [], [finding('a'), finding('a')], { right: true }],
  ['a miss', ['a'], [], [], { right: false, inFirstThree: false, wrong: ['server: missed a'] }],
  [
    'too much',
    [],
    [],
    [finding('b')],
    { right: false, firstRight: true, wrong: ['server: also b'] },
  ],
  ['even a harmless one', [], [], [finding('b', 'harmless')], { right: false }],
  ['an allowed mild one', ['a'], ['b'], [finding('b', 'notice'), finding('a')], { right: true }],
  ['an allowed one that is not mild', ['a'], ['b'], [finding('a'), finding('b')], { right: false }],
  [
    'wrong order',
    ['a', 'b'],
    [],
    [finding('b'), finding('a')],
    { right: false, firstRight: false, inFirstThree: true },
  ],
  [
    'the cause in fourth place',
    ['a'],
    [],
    [finding('b'), finding('c'), finding('d'), finding('a')],
    { right: false, firstRight: false, inFirstThree: false },
  ],
];

for (const [name, expect, allow, found, wanted] of CASES) {
  test(`judge() of ${name}`, () => {
    const verdict = judge(
      { expect: { server: expect }, allow: { server: allow } },
      { server: found, client: [finding('not-judged')] },
    );
    assert.deepEqual({ ...verdict, ...wanted }, verdict);
  });
}

const SCENARIO: Scenario = {
  id: 'a',
  rule: 'a',
  kind: 'fault',
  families: ['ipv4'],
  story: same('story'),
  play: async () => {},
  expect: { server: ['a'] },
};

test('renderOutcomes() shows a row per outcome, the shares and what is wrong', () => {
  const found = { server: [finding('a')], client: [] };
  const common = { scenario: SCENARIO, family: 'ipv4' as const, tookMs: 4_200 };
  const good: Outcome = { ...common, found, ...judge(SCENARIO, found) };
  const nothing = { server: [], client: [] };
  const bad: Outcome = { ...common, found: nothing, ...judge(SCENARIO, nothing) };
  assert.equal(
    renderOutcomes([good, bad]),
    [
      'scenario  family  kind   right  first  server  client  seconds',
      'a         ipv4    fault  yes    yes    a       -       4.2',
      'a         ipv4    fault  NO     NO     -       -       4.2',
      '',
      '1 of 2 right: found what is there and nothing more',
      '1 of 2 faults first in the report',
      '1 of 2 faults among the first three',
      '',
      'wrong:',
      '  a ipv4: server: missed a',
      '',
    ].join('\n'),
  );
});
