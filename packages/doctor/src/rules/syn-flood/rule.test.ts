import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleLook } from '../sample.ts';
import { sampleListener, sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import { synFlood } from './rule.ts';

const look = (sent: number, received: number, more: SampleLook = {}): SampleLook => ({
  counters: {
    'TcpExt.TCPReqQFullDoCookies': sent,
    'TcpExt.SyncookiesSent': sent,
    'TcpExt.SyncookiesRecv': received,
  },
  listeners: [
    sampleListener({ limit: 64 }),
    sampleListener({ cookie: 'ssh', local: { address: '0.0.0.0', port: 22 } }),
  ],
  services: [sampleService({ synRecv: sent > 0 ? 65 : 0 }), sampleService({ port: 22 })],
  ...more,
});

function check(looks: readonly [SampleLook, ...SampleLook[]]) {
  const namespace = sampleNamespace(looks);
  return synFlood.check(namespace, sampleSurvey([namespace]));
}

test('syn-flood makes a finding of cookies that do not come back', () => {
  const verdict = check([look(0, 0), look(8_774, 119)]);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [
      {
        severity: 'warning',
        confidence: 'certain',
        subject: { kind: 'listener', port: 80 },
        evidence: [{ value: 8_774 }, { value: 119 }, {}, { value: 65 }],
      },
    ],
  });
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].not[0]?.because.en ?? '', /^1\.4% of the cookies/);
});

test('syn-flood finding is about the namespace when no queue is seen full', () => {
  const calm = { services: [sampleService(), sampleService({ port: 22 })] };
  assert.partialDeepStrictEqual(check([look(0, 0), look(435, 0, calm)]), {
    kind: 'finding',
    findings: [{ subject: { kind: 'namespace' } }],
  });
});

for (const [sent, received, kind] of [
  [1_000, 99, 'finding'],
  [1_000, 100, 'unknown'],
  [1_000, 499, 'unknown'],
  [1_000, 500, 'healthy'],
  [50, 0, 'finding'],
  [49, 0, 'unknown'],
  [6, 13, 'healthy'],
] as const) {
  test(`syn-flood with ${received} of ${sent} cookies back is a ${kind} verdict`, () => {
    assert.equal(check([look(0, 0), look(sent, received)]).kind, kind);
  });
}

test('syn-flood is healthy for cookies of the past', () => {
  assert.equal(check([look(8_774, 119), look(8_774, 119)]).kind, 'healthy');
});

test('syn-flood is healthy for SYN-RECV of silent clients without a cookie', () => {
  const waiting = { services: [sampleService({ synRecv: 500 })] };
  assert.equal(check([look(0, 0, waiting), look(0, 0, waiting)]).kind, 'healthy');
});

test('syn-flood is unknown after one look and without the counter', () => {
  assert.equal(check([look(8_774, 119)]).kind, 'unknown');
  assert.equal(check([{}, {}]).kind, 'unknown');
});
