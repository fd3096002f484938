import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Destination } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleNamespace, sampleOwner, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { samplePorts } from '../sample-ports.ts';
import { portExhaustionEstablished } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  portExhaustionEstablished.check(namespace, sampleSurvey([namespace]));

const looks = (
  trail: readonly [Partial<Destination>, Partial<Destination>, Partial<Destination>],
  more: SampleLook = {},
) =>
  sampleNamespace([
    samplePorts([trail[0]], more),
    samplePorts([trail[1]], more),
    samplePorts([trail[2]], more),
  ]);

const steady = (at: Partial<Destination>, more: SampleLook = {}) => looks([at, at, at], more);

function found(namespace: NamespaceSurvey): Finding {
  const verdict = check(namespace);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

test('port-exhaustion-established is healthy below half, a warning finding at half, critical at 90 %', () => {
  assert.equal(check(steady({ established: 49 })).kind, 'healthy');
  assert.equal(found(steady({ established: 50 })).severity, 'warning');
  assert.equal(found(steady({ established: 90 })).severity, 'critical');
  assert.equal(found(steady({ established: 100 })).confidence, 'certain');
});

test('port-exhaustion-established is healthy when 80 % are TIME_WAIT', () => {
  assert.equal(check(steady({ timeWait: 80, established: 20 })).kind, 'healthy');
  assert.equal(found(steady({ timeWait: 79, established: 21 })).severity, 'critical');
});

test('port-exhaustion-established is healthy for many connections to many destinations', () => {
  const many = Array.from({ length: 10 }, (_, n) => ({
    established: 49,
    remote: { address: `10.9.2.${n}`, port: 80 },
  }));
  assert.equal(check(sampleNamespace([samplePorts(many)])).kind, 'healthy');
});

test('port-exhaustion-established: finding says how to tell that the destination is silent', () => {
  const finding = found(steady({ synSent: 60, established: 10 }));
  assert.match(finding.why.en, /see connect-blackhole/);
  assert.ok(!finding.not.some((n) => n.rule === 'connect-blackhole'));
  assert.ok(finding.not.some((n) => n.rule === 'close-wait-leak'));
});

test('port-exhaustion-established: finding says that CLOSE_WAIT is a leak', () => {
  const namespace = sampleNamespace([samplePorts([{ closeWait: 60, inodes: [5] }])], {
    owners: { 5: [sampleOwner({ command: 'java', commandLine: 'java -jar app.jar' })] },
  });
  const finding = found(namespace);
  assert.match(finding.why.en, /a leak, see close-wait-leak/);
  assert.match(finding.title.en, /^java: /);
  assert.match(finding.remedies[0]?.do.en ?? '', /Java/);
});

test('port-exhaustion-established: finding says that tcp_tw_reuse has no effect', () => {
  const sysctls = { 'net.ipv4.tcp_tw_reuse': '1' };
  const finding = found(steady({ established: 95 }, { sysctls }));
  assert.equal(finding.severity, 'critical');
  assert.equal(finding.doesNotHelp[0]?.what, 'net.ipv4.tcp_tw_reuse');
});

test('port-exhaustion-established: finding comes early while use grows', () => {
  const rising = (step: number) =>
    check(looks([{ established: 30 }, { established: 30 + step }, { established: 30 + 2 * step }]));
  const fast = rising(2);
  assert.ok(fast.kind === 'finding');
  assert.equal(fast.findings[0].severity, 'warning');
  assert.match(fast.findings[0].why.en, /fails \(EADDRNOTAVAIL\) in 33 s/);
  const slow = rising(1);
  assert.ok(slow.kind === 'finding');
  assert.equal(slow.findings[0].severity, 'notice');
  assert.equal(rising(0).kind, 'healthy');
});

test('port-exhaustion-established is healthy when growth would take more than ten minutes', () => {
  const at = (n: number) => ({ established: 7_000 + n });
  const sysctls = { 'net.ipv4.ip_local_port_range': '32768 60999' };
  assert.equal(check(looks([at(100), at(120), at(140)], { sysctls })).kind, 'healthy');
  assert.equal(check(looks([at(100), at(140), at(180)], { sysctls })).kind, 'finding');
});

test('port-exhaustion-established is unknown without sockets or a range', () => {
  const missing = [{ source: 'sockets', code: 'EPERM' }];
  assert.equal(check(steady({ established: 100 }, { missing })).kind, 'unknown');
  const sysctls = { 'net.ipv4.ip_local_port_range': '' };
  assert.equal(check(steady({ established: 100 }, { sysctls })).kind, 'unknown');
});
