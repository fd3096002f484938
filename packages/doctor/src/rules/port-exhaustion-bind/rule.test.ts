import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Source } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { sampleNamespace, sampleOwner, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { samplePorts } from '../sample-ports.ts';
import { portExhaustionBind } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  portExhaustionBind.check(namespace, sampleSurvey([namespace]));

const source = (distinctPorts: number, bindParityPorts: number): Source => ({
  family: 'ipv4',
  address: '10.9.1.1',
  distinctPorts,
  bindParityPorts,
  inodes: [7],
});

/** Ten destinations that share what the source uses evenly. */
const look = (from: Source, more: SampleLook = {}) =>
  samplePorts(
    Array.from({ length: 10 }, (_, n) => ({
      established: Math.ceil(from.distinctPorts / 10),
      remote: { address: `10.9.2.${n}`, port: 80 },
    })),
    { sources: [from], ...more },
  );

const steady = (from: Source, more: SampleLook = {}) =>
  sampleNamespace([look(from, more), look(from, more), look(from, more)], {
    owners: { 7: [sampleOwner({ command: 'proxy' })] },
  });

test('port-exhaustion-bind is healthy below half of the range, a finding from half on', () => {
  assert.equal(check(steady(source(49, 49))).kind, 'healthy');
  const verdict = check(steady(source(50, 50)));
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].severity, 'warning');
  assert.match(verdict.findings[0].title.en, /^proxy binds ports before it connects: 50 of 100/);
});

test('port-exhaustion-bind: finding is critical at 90 %, where the parities are even again', () => {
  const verdict = check(steady(source(95, 50)));
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].severity, 'critical');
});

test('port-exhaustion-bind is healthy for connect() to many destinations, which takes the other parity', () => {
  assert.equal(check(steady(source(50, 0))).kind, 'healthy');
  assert.equal(check(steady(source(60, 15))).kind, 'healthy');
});

test('port-exhaustion-bind needs 80 % of the ports that bind() tries first: healthy below, finding from there', () => {
  assert.equal(check(steady(source(60, 39))).kind, 'healthy');
  assert.equal(check(steady(source(60, 40))).kind, 'finding');
});

test('port-exhaustion-bind is healthy where one destination holds half of the range', () => {
  const at = samplePorts([{ established: 60 }], { sources: [source(60, 50)] });
  assert.equal(check(sampleNamespace([at, at, at])).kind, 'healthy');
});

test('port-exhaustion-bind is a finding where one destination holds half, but all ports are bound', () => {
  const at = (first: number, second: number) => {
    const remotes = [first, second].map((established, n) => ({
      established,
      remote: { address: `10.9.2.${n}`, port: 80 },
    }));
    return samplePorts(remotes, { sources: [source(100, 50)] });
  };
  const of = (first: number, second: number) =>
    check(sampleNamespace([at(first, second), at(first, second), at(first, second)]));
  const verdict = of(55, 45);
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].severity, 'critical');
  assert.deepEqual(verdict.findings[0].explains, [
    'port-exhaustion-established',
    'port-exhaustion-time-wait',
  ]);
  assert.equal(of(85, 85).kind, 'healthy', 'connect() shares ports between destinations');
  assert.equal(of(95, 5).kind, 'healthy', 'one destination has them all');
});

test('port-exhaustion-bind is healthy when one look does not show it', () => {
  const namespace = sampleNamespace([
    look(source(60, 50)),
    look(source(60, 5)),
    look(source(60, 50)),
  ]);
  assert.equal(check(namespace).kind, 'healthy');
});

test('port-exhaustion-bind is unknown without sockets or a range', () => {
  const missing = [{ source: 'sockets', code: 'EPERM' }];
  assert.equal(check(steady(source(95, 50), { missing })).kind, 'unknown');
  const sysctls = { 'net.ipv4.ip_local_port_range': '' };
  assert.equal(check(steady(source(95, 50), { sysctls })).kind, 'unknown');
});

test('port-exhaustion-bind is healthy for any use that connect() alone can make without filling a destination', () => {
  // connect() leaves the second parity alone until the first is gone, so below half it has none of it.
  fc.assert(
    fc.property(fc.nat(50), (distinct) => {
      assert.equal(check(steady(source(distinct, 0))).kind, 'healthy');
    }),
  );
});
