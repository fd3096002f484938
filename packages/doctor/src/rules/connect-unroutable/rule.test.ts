import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { sampleDestination } from '../sample-ports.ts';
import { connectUnroutable } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  connectUnroutable.check(namespace, sampleSurvey([namespace]));

/** Three looks; the counters grow by these from one to the next. */
const even = (step: Readonly<Record<string, number>>, more: SampleLook = {}): NamespaceSurvey => {
  const all = { 'Tcp.ActiveOpens': 0, 'Tcp.AttemptFails': 0, ...step };
  const look = (n: number): SampleLook => ({
    counters: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, 9 + n * value])),
    ...more,
  });
  return sampleNamespace([look(0), look(1), look(2)]);
};

function found(namespace: NamespaceSurvey): Finding {
  const verdict = check(namespace);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

const FAILED = { 'Tcp.ActiveOpens': 3, 'Tcp.AttemptFails': 3 };

test('connect-unroutable: finding for ICMP that matches the failures, of both families', () => {
  for (const name of ['Icmp.InDestUnreachs', 'Icmp6.InDestUnreachs']) {
    const finding = found(even({ ...FAILED, [name]: 3 }));
    assert.equal(finding.severity, 'warning');
    assert.match(finding.title.en, /^6 connection attempts from here were answered with ICMP/);
  }
});

test('connect-unroutable: finding for ICMP that met a busy socket', () => {
  const step = { 'Tcp.ActiveOpens': 3, 'Icmp.InDestUnreachs': 3, 'TcpExt.LockDroppedIcmps': 3 };
  assert.equal(check(even(step)).kind, 'finding');
});

test('connect-unroutable: finding is only suspected where ICMP and failures do not match', () => {
  const finding = found(even({ ...FAILED, 'Icmp.InDestUnreachs': 300 }));
  assert.equal(finding.severity, 'notice');
  assert.equal(finding.confidence, 'suspected');
});

test('connect-unroutable is healthy for ICMP of UDP while connections succeed', () => {
  const step = { 'Tcp.ActiveOpens': 50, 'Icmp.InDestUnreachs': 30 };
  assert.equal(check(even(step)).kind, 'healthy');
});

test('connect-unroutable is healthy for refusals, time-outs and broken-off handshakes', () => {
  assert.equal(check(even(FAILED)).kind, 'healthy');
  const timeOut = { ...FAILED, 'TcpExt.TCPAbortOnTimeout': 3, 'Icmp.InDestUnreachs': 3 };
  assert.equal(check(even(timeOut)).kind, 'healthy');
  const scan = { ...FAILED, 'TcpExt.EmbryonicRsts': 3, 'Icmp.InDestUnreachs': 3 };
  assert.equal(check(even(scan)).kind, 'healthy');
});

test('connect-unroutable: finding for a neighbour that does not answer', () => {
  const step = { ...FAILED, 'Icmp.InDestUnreachs': 3, 'TcpExt.TCPSpuriousRtxHostQueues': 9 };
  const finding = found(even(step));
  assert.equal(finding.severity, 'warning');
  assert.match(finding.happens.en, /No route to host/);
});

test('connect-unroutable: finding names the destination whose neighbour was not given up meanwhile', () => {
  const step = { 'Tcp.ActiveOpens': 7, 'TcpExt.TCPSpuriousRtxHostQueues': 9 };
  const destinations = [sampleDestination({ synSent: 5, synSentRetried: 4, inodes: [7] })];
  const finding = found(even(step, { destinations }));
  assert.partialDeepStrictEqual(finding.subject, { kind: 'destination', address: '10.9.1.2' });
  assert.deepEqual(finding.inodes, [7]);
});

test('connect-unroutable is healthy for SYN that are sent again: those leave', () => {
  const step = { 'TcpExt.TCPSynRetrans': 5, 'TcpExt.TCPSpuriousRtxHostQueues': 1 };
  const destinations = [sampleDestination({ synSent: 5, synSentRetried: 4 })];
  assert.equal(check(even(step, { destinations })).kind, 'healthy');
});

test('connect-unroutable: finding explains SYN without an answer: senders of ICMP limit its rate', () => {
  const clear = found(even({ ...FAILED, 'Icmp.InDestUnreachs': 3 }));
  assert.deepEqual(clear.explains, ['connect-blackhole']);
  assert.deepEqual(found(even({ 'Ip.OutNoRoutes': 2 })).explains, []);
});

test('connect-unroutable is healthy for SYN or data held up in a local queue for a moment', () => {
  const step = { 'Tcp.ActiveOpens': 50, 'TcpExt.TCPSpuriousRtxHostQueues': 9 };
  assert.equal(check(even(step)).kind, 'healthy');
});

test('connect-unroutable: finding without an IPv4 route is a suspicion', () => {
  const finding = found(even({ 'Ip.OutNoRoutes': 2 }));
  assert.equal(finding.severity, 'notice');
  assert.match(finding.happens.en, /Network is unreachable/);
});

test('connect-unroutable is healthy without an IPv6 route: resolvers ask all day', () => {
  assert.equal(check(even({ 'Ip6.OutNoRoutes': 20 })).kind, 'healthy');
});

test('connect-unroutable is healthy for a single failure', () => {
  const look = (n: number): SampleLook => ({
    counters: { 'Tcp.ActiveOpens': n, 'Tcp.AttemptFails': n, 'Icmp.InDestUnreachs': n },
  });
  assert.equal(check(sampleNamespace([look(0), look(1), look(1)])).kind, 'healthy');
});

test('connect-unroutable is unknown from two looks, without the counters or their files', () => {
  assert.equal(check(sampleNamespace([{}, {}])).kind, 'unknown');
  assert.equal(check(sampleNamespace([{}, {}, {}])).kind, 'unknown');
  for (const source of ['snmp', 'netstat']) {
    const missing = [{ source, code: 'EACCES' }];
    assert.equal(check(even(FAILED, { missing })).kind, 'unknown');
  }
});
