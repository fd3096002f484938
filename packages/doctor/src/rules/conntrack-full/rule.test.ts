import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { conntrackFull } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  conntrackFull.check(namespace, sampleSurvey([namespace]));

const table = (count: number, drops?: bigint): SampleLook => ({
  conntrack: { count, max: 1_000, ...(drops === undefined ? {} : { drops }) },
});

function found(namespace: NamespaceSurvey): Finding {
  const verdict = check(namespace);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

const steady = (count: number) => sampleNamespace([table(count), table(count), table(count)]);

test('conntrack-full is healthy below 95 %, a warning finding from there, critical at the limit', () => {
  assert.equal(check(steady(949)).kind, 'healthy');
  const near = found(steady(950));
  assert.equal(near.severity, 'warning');
  assert.deepEqual(near.explains, []);
  const full = found(steady(1_000));
  assert.equal(full.severity, 'critical');
  assert.equal(full.confidence, 'certain');
  assert.deepEqual(full.explains, ['connect-blackhole']);
});

test('conntrack-full: finding may come from one look', () => {
  assert.equal(found(sampleNamespace([table(1_000)])).severity, 'critical');
});

test('conntrack-full: finding is critical when packets are dropped near the limit', () => {
  const finding = found(sampleNamespace([table(980, 4n), table(985, 4n), table(990, 9n)]));
  assert.equal(finding.severity, 'critical');
  assert.match(finding.why.en, /5 packets were dropped/);
});

test('conntrack-full: finding is a warning while unanswered entries make room for new ones', () => {
  const look = (earlyDrops: bigint, drops: bigint): SampleLook => ({
    conntrack: { count: 1_000, max: 1_000, drops, earlyDrops },
  });
  const evicts = found(sampleNamespace([look(3n, 4n), look(9n, 4n), look(20n, 4n)]));
  assert.equal(evicts.severity, 'warning');
  assert.deepEqual(evicts.explains, []);
  assert.match(evicts.happens.en, /still get in/);
  const both = found(sampleNamespace([look(3n, 4n), look(9n, 4n), look(20n, 5n)]));
  assert.equal(both.severity, 'critical');
});

test('conntrack-full is healthy for drops far below the limit, which have other reasons', () => {
  assert.equal(check(sampleNamespace([table(100, 4n), table(100, 40n)])).kind, 'healthy');
});

test('conntrack-full is healthy for drops before the window', () => {
  assert.equal(found(sampleNamespace([table(960, 40n), table(960, 40n)])).severity, 'warning');
  assert.equal(check(sampleNamespace([table(900, 40n), table(900, 40n)])).kind, 'healthy');
});

test('conntrack-full is healthy when the table was nearly full in one look only', () => {
  assert.equal(check(sampleNamespace([table(960), table(500), table(960)])).kind, 'healthy');
});

test('conntrack-full is healthy where connections are not tracked, or without a limit', () => {
  assert.equal(check(sampleNamespace([{}, {}, {}])).kind, 'healthy');
  const open = { conntrack: { count: 5_000, max: 0 } };
  assert.equal(check(sampleNamespace([open, open])).kind, 'healthy');
});

test('conntrack-full: finding proposes notrack for the busiest port', () => {
  const services = [
    sampleService({ port: 22, established: 1 }),
    sampleService({ port: 8_443, established: 900 }),
  ];
  const look = { ...table(1_000), services };
  const { remedies } = found(sampleNamespace([look]));
  assert.ok(remedies.some((r) => r.command?.includes('dport 8443 notrack') === true));
  assert.ok(remedies.some((r) => r.command === 'sysctl -w net.netfilter.nf_conntrack_max=2000'));
});

test('conntrack-full is unknown when the table is there and cannot be read', () => {
  const missing = [{ source: 'conntrack', code: 'EACCES' }];
  const verdict = check(sampleNamespace([{ missing }, { missing }]));
  assert.equal(verdict.kind, 'unknown');
});
