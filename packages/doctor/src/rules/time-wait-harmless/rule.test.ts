import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { portExhaustionTimeWait } from '../port-exhaustion-time-wait/rule.ts';
import { sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { sampleDestination } from '../sample-ports.ts';
import { timeWaitHarmless } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  timeWaitHarmless.check(namespace, sampleSurvey([namespace]));

const steady = (look: SampleLook) => sampleNamespace([look, look, look]);

function found(namespace: NamespaceSurvey): Finding {
  const verdict = check(namespace);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

const inbound = (n: number): SampleLook => ({
  timeWaitInbound: n,
  services: [sampleService({ port: 443, timeWait: n })],
});

/** 1,000 to each of `n` destinations. */
const spread = (n: number): SampleLook => ({
  timeWaitOutbound: n * 1_000,
  destinations: Array.from({ length: n }, (_, i) =>
    sampleDestination({ timeWait: 1_000, remote: { address: `10.9.3.${i}`, port: 443 } }),
  ),
});

test('time-wait-harmless is healthy below 1,000 and a harmless finding from there', () => {
  assert.equal(check(steady(inbound(999))).kind, 'healthy');
  const finding = found(steady(inbound(1_000)));
  assert.equal(finding.severity, 'harmless');
  assert.match(finding.title.en, /^1,000 TIME_WAIT, most on port 443, are harmless/);
  assert.deepEqual(finding.remedies, []);
});

test('time-wait-harmless: finding for outgoing ones spread over many destinations', () => {
  assert.equal(found(steady(spread(5))).severity, 'harmless');
});

test('time-wait-harmless is healthy where one destination holds half of the range, which is the port finding', () => {
  const pressed: SampleLook = {
    timeWaitOutbound: 20_000,
    destinations: [sampleDestination({ timeWait: 20_000 })],
  };
  assert.equal(check(steady(pressed)).kind, 'healthy');
  assert.equal(
    portExhaustionTimeWait.check(steady(pressed), sampleSurvey([steady(pressed)])).kind,
    'finding',
  );
});

test('time-wait-harmless: finding counts only those on listening ports while a destination is pressed', () => {
  const finding = found(
    steady({
      ...inbound(300_000),
      timeWaitOutbound: 20_000,
      destinations: [sampleDestination({ timeWait: 20_000 })],
    }),
  );
  assert.match(finding.title.en, /^300,000 TIME_WAIT/);
});

test('time-wait-harmless: 90 % on listening ports are a finding, fewer are healthy while a destination is pressed', () => {
  const mixed = (here: number, away: number) =>
    steady({
      timeWaitInbound: here,
      timeWaitOutbound: away,
      destinations: [sampleDestination({ timeWait: 20_000 })],
    });
  assert.equal(check(mixed(180_000, 20_000)).kind, 'finding');
  assert.equal(check(mixed(179_000, 20_000)).kind, 'healthy');
});

test('time-wait-harmless is healthy while the table overflows', () => {
  const look = (n: number) => ({
    ...inbound(5_000),
    counters: { 'TcpExt.TCPTimeWaitOverflow': n },
  });
  assert.equal(check(sampleNamespace([look(4), look(4), look(5)])).kind, 'healthy');
  assert.equal(check(sampleNamespace([look(4), look(4), look(4)])).kind, 'finding');
});

test('time-wait-harmless is unknown without sockets, or without a range when some are outgoing', () => {
  const missing = [{ source: 'sockets', code: 'EPERM' }];
  assert.equal(check(steady({ ...inbound(5_000), missing })).kind, 'unknown');
  const sysctls = { 'net.ipv4.ip_local_port_range': '' };
  assert.equal(check(steady({ ...spread(5), sysctls })).kind, 'unknown');
  assert.equal(check(steady({ ...inbound(5_000), sysctls })).kind, 'finding');
});
