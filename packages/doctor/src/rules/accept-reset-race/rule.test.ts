import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleLook } from '../sample.ts';
import { sampleListener, sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import { acceptResetRace } from './rule.ts';

const counters = (values: Readonly<Record<string, number>> = {}) => ({
  'TcpExt.ListenOverflows': 0,
  'TcpExt.EmbryonicRsts': 0,
  'TcpExt.TCPSYNChallenge': 0,
  'Tcp.InErrs': 0,
  ...values,
});

/** The server `n` seconds in: overflows, and handshakes with a repeated SYN-ACK. */
const server = (n: number, retried = 7, more: SampleLook = {}): SampleLook => ({
  counters: counters({ 'TcpExt.ListenOverflows': 7 * n }),
  listeners: [sampleListener({ waiting: 5, limit: 4, drops: 7 * n })],
  services: [sampleService({ synRecv: retried, synRecvRetried: retried })],
  ...more,
});

function check(looks: readonly [SampleLook, ...SampleLook[]]) {
  const namespace = sampleNamespace(looks);
  return acceptResetRace.check(namespace, sampleSurvey([namespace]));
}

test('accept-reset-race makes a finding of overflows with handshakes that cannot finish', () => {
  assert.partialDeepStrictEqual(check([server(0), server(1), server(2)]), {
    kind: 'finding',
    findings: [
      {
        severity: 'warning',
        confidence: 'certain',
        subject: { kind: 'listener', port: 80 },
        evidence: [{ value: 7 }, { value: 14 }],
      },
    ],
  });
});

test('accept-reset-race is healthy when SYNs meet a queue that is full already', () => {
  assert.equal(check([server(0, 0), server(1, 0), server(2, 0)]).kind, 'healthy');
});

test('accept-reset-race is healthy when SYN-ACKs are repeated without an overflow', () => {
  const still = server(0);
  assert.equal(check([still, still, still]).kind, 'healthy');
});

test('accept-reset-race is healthy for resets by the program itself', () => {
  const own = (n: number): SampleLook => ({
    counters: counters({ 'TcpExt.TCPAbortOnClose': 9 * n, 'Tcp.OutRsts': 9 * n }),
  });
  assert.equal(check([own(0), own(1), own(2)]).kind, 'healthy');
});

test('accept-reset-race makes a critical finding where tcp_abort_on_overflow resets at once', () => {
  const sysctls = { 'net.ipv4.tcp_abort_on_overflow': '1' };
  const at = (n: number) =>
    server(n, 0, {
      sysctls,
      counters: counters({ 'TcpExt.ListenOverflows': 7 * n, 'TcpExt.EmbryonicRsts': 7 * n }),
    });
  const verdict = check([at(0), at(1), at(2)]);
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(finding.severity, 'critical');
  assert.equal(finding.remedies[0]?.command, 'sysctl -w net.ipv4.tcp_abort_on_overflow=0');
});

test('accept-reset-race is healthy with tcp_abort_on_overflow=1 and nothing reset', () => {
  const sysctls = { 'net.ipv4.tcp_abort_on_overflow': '1' };
  const at = (n: number) => server(n, 0, { sysctls });
  assert.equal(check([at(0), at(1), at(2)]).kind, 'healthy');
});

const client = (challenges: number, errors: number): SampleLook => ({
  counters: counters({ 'TcpExt.TCPSYNChallenge': challenges, 'Tcp.InErrs': errors }),
});

for (const [challenges, errors, kind] of [
  [12, 12, 'finding'],
  [3, 3, 'finding'],
  [2, 2, 'healthy'],
  [12, 0, 'healthy'],
] as const) {
  test(`accept-reset-race at a client with ${challenges} challenges and ${errors} errors is a ${kind} verdict`, () => {
    const verdict = check([client(0, 0), client(challenges, errors)]);
    assert.equal(verdict.kind, kind);
    if (verdict.kind === 'finding') assert.equal(verdict.findings[0].confidence, 'suspected');
  });
}

test('accept-reset-race at a client warns when requests are sent again, else it may be TCP_DEFER_ACCEPT', () => {
  const at = (n: number, resent: number): SampleLook => ({
    counters: counters({
      'TcpExt.TCPSYNChallenge': 12 * n,
      'Tcp.InErrs': 12 * n,
      'Tcp.RetransSegs': (8 + resent) * n,
      'TcpExt.TCPSynRetrans': 8 * n,
    }),
  });
  const severity = (resent: number) => {
    const verdict = check([at(0, resent), at(1, resent)]);
    return verdict.kind === 'finding' ? verdict.findings[0].severity : undefined;
  };
  assert.equal(severity(5), 'warning');
  assert.equal(severity(0), 'notice');
});

test('accept-reset-race is unknown after a single look and without the counter', () => {
  assert.equal(check([server(1)]).kind, 'unknown');
  assert.equal(check([{}, {}, {}]).kind, 'unknown');
});
