import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AbandonedPort } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { sampleListener, sampleNamespace, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { samplePorts } from '../sample-ports.ts';
import { restartAddressInUse } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  restartAddressInUse.check(namespace, sampleSurvey([namespace]));

const steady = (look: SampleLook) => sampleNamespace([look, look, look]);

const gone = (timeWait: number, connections = 0): AbandonedPort[] => [
  { port: 8_080, timeWait, connections },
];

const busy = (distinctPorts: number, port: number, more: SampleLook = {}) =>
  samplePorts([], {
    listeners: [sampleListener({ local: { address: '0.0.0.0', port } })],
    sources: [
      { family: 'ipv4', address: '10.9.1.1', distinctPorts, bindParityPorts: 0, inodes: [] },
    ],
    ...more,
  });

test('restart-address-in-use: finding for a port whose service has gone', () => {
  const verdict = check(steady({ abandoned: gone(12, 3) }));
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(finding.severity, 'notice');
  assert.equal(finding.confidence, 'suspected');
  assert.match(finding.title.en, /port 8080 any more, and 12 TIME_WAIT are left/);
});

test('restart-address-in-use is healthy for one socket, which may be a client with a port of its own', () => {
  assert.equal(check(steady({ abandoned: gone(1) })).kind, 'healthy');
  assert.equal(check(steady({ abandoned: gone(1, 1) })).kind, 'finding');
});

test('restart-address-in-use is healthy without TIME_WAIT: workers of a service may go on without it', () => {
  assert.equal(check(steady({ abandoned: gone(0, 40) })).kind, 'healthy');
});

test('restart-address-in-use is healthy when the service came back meanwhile', () => {
  const namespace = sampleNamespace([{ abandoned: gone(12) }, { abandoned: gone(12) }, {}]);
  assert.equal(check(namespace).kind, 'healthy');
});

test('restart-address-in-use: finding for a service inside a busy ephemeral range', () => {
  const verdict = check(steady(busy(10, 40_010)));
  assert.ok(verdict.kind === 'finding');
  assert.match(
    verdict.findings[0].title.en,
    /^Port 40010 of a service lies in the ephemeral range/,
  );
  assert.equal(
    verdict.findings[0].remedies[0]?.command,
    'sysctl -w net.ipv4.ip_local_reserved_ports=40010',
  );
});

test('restart-address-in-use is healthy when the port is reserved, outside, or the range is not busy', () => {
  const sysctls = { 'net.ipv4.ip_local_reserved_ports': '40010' };
  assert.equal(check(steady(busy(50, 40_010, { sysctls }))).kind, 'healthy');
  assert.equal(check(steady(busy(50, 8_080))).kind, 'healthy');
  assert.equal(check(steady(busy(9, 40_010))).kind, 'healthy');
});

test('restart-address-in-use: finding keeps what is reserved already', () => {
  const sysctls = { 'net.ipv4.ip_local_reserved_ports': '40050-40052' };
  const verdict = check(steady(busy(50, 40_010, { sysctls })));
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].remedies[0]?.command ?? '', /="40010,40050-40052"$/);
});

test('restart-address-in-use is unknown from fewer than three looks, without sockets or a range', () => {
  const look = { abandoned: gone(12) };
  assert.equal(check(sampleNamespace([look, look])).kind, 'unknown');
  const missing = [{ source: 'sockets', code: 'EPERM' }];
  assert.equal(check(steady({ ...look, missing })).kind, 'unknown');
  const sysctls = { 'net.ipv4.ip_local_port_range': '' };
  assert.equal(check(steady({ ...look, sysctls })).kind, 'unknown');
});
