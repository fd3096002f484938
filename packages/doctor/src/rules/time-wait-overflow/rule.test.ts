import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { timeWaitOverflow } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  timeWaitOverflow.check(namespace, sampleSurvey([namespace]));

const COUNTER = 'TcpExt.TCPTimeWaitOverflow';
const LIMIT = { 'net.ipv4.tcp_max_tw_buckets': '10' };
const look = (overflow: number, more: SampleLook = {}): SampleLook => ({
  counters: { [COUNTER]: overflow },
  states: { timeWait: 10 },
  sysctls: LIMIT,
  ...more,
});

test('time-wait-overflow is healthy while the counter stands still, however high', () => {
  assert.equal(check(sampleNamespace([look(90), look(90)])).kind, 'healthy');
});

test('time-wait-overflow is healthy for many TIME_WAIT below the limit', () => {
  const many = look(0, { states: { timeWait: 50_000 }, sysctls: {} });
  assert.equal(check(sampleNamespace([many, many, many])).kind, 'healthy');
});

test('time-wait-overflow: finding from two looks, with the limit', () => {
  const verdict = check(sampleNamespace([look(0), look(90)]));
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(finding.confidence, 'certain');
  assert.equal(finding.evidence[0].value, 90);
  assert.match(finding.title.en, /^90 closed connections got no TIME_WAIT: the limit of 10/);
  assert.ok(
    finding.remedies.some((r) => r.command === 'sysctl -w net.ipv4.tcp_max_tw_buckets=131072'),
  );
});

test('time-wait-overflow: finding is only probable when the table has room', () => {
  const roomy = (n: number) => look(n, { sysctls: { 'net.ipv4.tcp_max_tw_buckets': '131072' } });
  const verdict = check(sampleNamespace([roomy(0), roomy(1)]));
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].confidence, 'probable');
  assert.match(verdict.findings[0].why.en, /no memory for the entry/);
  assert.ok(verdict.findings[0].remedies.some((r) => r.command?.endsWith('=262144') === true));
});

test('time-wait-overflow is unknown from one look, without the counter, or without netstat', () => {
  assert.equal(check(sampleNamespace([look(90)])).kind, 'unknown');
  assert.equal(check(sampleNamespace([{}, {}])).kind, 'unknown');
  const missing = [{ source: 'netstat', code: 'EACCES' }];
  assert.equal(check(sampleNamespace([look(0), look(9, { missing })])).kind, 'unknown');
});
