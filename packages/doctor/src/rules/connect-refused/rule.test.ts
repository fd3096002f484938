import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { connectRefused } from './rule.ts';

const check = (namespace: NamespaceSurvey, others: readonly NamespaceSurvey[] = []) =>
  connectRefused.check(namespace, sampleSurvey([namespace, ...others]));

type Counts = Readonly<Record<string, number>>;

/** Looks whose counters are the sums of these steps. */
function steps(growth: readonly [Counts, Counts], more: SampleLook = {}): NamespaceSurvey {
  const names = [
    ...new Set(['Tcp.ActiveOpens', 'Tcp.AttemptFails', ...growth.flatMap(Object.keys)]),
  ];
  const upTo = (n: number) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        100 + growth.slice(0, n).reduce((sum, step) => sum + (step[name] ?? 0), 0),
      ]),
    );
  return sampleNamespace([
    { counters: upTo(0), ...more },
    { counters: upTo(1), ...more },
    { counters: upTo(2), ...more },
  ]);
}

const even = (step: Counts) => steps([step, step]);

function found(namespace: NamespaceSurvey, others: readonly NamespaceSurvey[] = []): Finding {
  const verdict = check(namespace, others);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

const REFUSED = { 'Tcp.ActiveOpens': 5, 'Tcp.AttemptFails': 5 };

test('connect-refused: finding is a warning when it goes on in every step', () => {
  const finding = found(even(REFUSED));
  assert.equal(finding.severity, 'warning');
  assert.equal(finding.confidence, 'probable');
  assert.match(finding.title.en, /^10 connection attempts from here were refused in 2 s/);
  assert.ok(finding.doesNotHelp.some((f) => f.what.includes('somaxconn')));
});

test('connect-refused: finding is a notice below one a second', () => {
  const one = { 'Tcp.ActiveOpens': 1, 'Tcp.AttemptFails': 1 };
  const at = (atMs: number, n: number): SampleLook => ({
    atMs,
    counters: { 'Tcp.ActiveOpens': n, 'Tcp.AttemptFails': n },
  });
  assert.equal(found(even(one)).severity, 'warning');
  assert.equal(found(sampleNamespace([at(0, 0), at(1_001, 1), at(2_002, 2)])).severity, 'notice');
});

test('connect-refused is healthy for one refusal, which is a program asking whether a service is up', () => {
  assert.equal(check(steps([REFUSED, {}])).kind, 'healthy');
  assert.equal(check(steps([{}, REFUSED])).kind, 'healthy');
});

test('connect-refused is healthy for time-outs', () => {
  assert.equal(check(even({ ...REFUSED, 'TcpExt.TCPAbortOnTimeout': 5 })).kind, 'healthy');
});

test('connect-refused is healthy for ICMP of both families', () => {
  const step = { ...REFUSED, 'Icmp.InDestUnreachs': 3, 'Icmp6.InDestUnreachs': 2 };
  assert.equal(check(even(step)).kind, 'healthy');
});

test('connect-refused is healthy for a port scan or a SYN flood of this host', () => {
  const scan = { 'Tcp.PassiveOpens': 0, 'Tcp.AttemptFails': 300, 'Tcp.OutRsts': 300 };
  assert.equal(check(even(scan)).kind, 'healthy');
  const brokenOff = { ...REFUSED, 'TcpExt.EmbryonicRsts': 5 };
  assert.equal(check(even(brokenOff)).kind, 'healthy');
});

test('connect-refused is healthy for connections that are reset after they were made', () => {
  assert.equal(check(even({ 'Tcp.ActiveOpens': 5, 'Tcp.EstabResets': 5 })).kind, 'healthy');
});

test('connect-refused: finding names the namespace that sends the resets', () => {
  const web = sampleNamespace(
    [{ counters: { 'Tcp.OutRsts': 0 } }, { counters: { 'Tcp.OutRsts': 10 } }],
    { id: 2, name: 'web' },
  );
  assert.match(found(even(REFUSED), [web]).why.en, /Namespace web of this machine sent 10 resets/);
  assert.doesNotMatch(found(even(REFUSED)).why.en, /of this machine sent/);
});

test('connect-refused is unknown from two looks, without the counters or their files', () => {
  assert.equal(check(sampleNamespace([{}, {}])).kind, 'unknown');
  assert.equal(check(sampleNamespace([{}, {}, {}])).kind, 'unknown');
  for (const source of ['snmp', 'netstat']) {
    const missing = [{ source, code: 'EACCES' }];
    assert.equal(check(steps([REFUSED, REFUSED], { missing })).kind, 'unknown');
  }
});
