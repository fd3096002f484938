import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleLook } from '../sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSurvey,
} from '../sample.ts';
import { synBacklogSmall } from './rule.ts';

const look = (sent: number, received: number, limit = 128, more: SampleLook = {}): SampleLook => ({
  counters: {
    'TcpExt.TCPReqQFullDoCookies': sent,
    'TcpExt.SyncookiesSent': sent,
    'TcpExt.SyncookiesRecv': received,
  },
  listeners: [
    sampleListener({ limit }),
    sampleListener({ cookie: 'big', limit: 4_096, local: { address: '0.0.0.0', port: 443 } }),
  ],
  services: [sampleService({ synRecv: 5 }), sampleService({ port: 443, synRecv: 90 })],
  ...more,
});

function check(looks: readonly [SampleLook, ...SampleLook[]]) {
  const namespace = sampleNamespace(looks, { owners: { 8_080: [sampleOwner()] } });
  return synBacklogSmall.check(namespace, sampleSurvey([namespace]));
}

test('syn-backlog-small makes a notice, no more, of cookies that come back', () => {
  const verdict = check([look(0, 0), look(60, 60)]);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [
      {
        severity: 'notice',
        confidence: 'probable',
        subject: { kind: 'listener', port: 80 },
        not: [{ rule: 'syn-flood' }],
      },
    ],
  });
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].remedies[0]?.command ?? '', /^listen 80 backlog=512;/);
});

for (const [sent, received, limit, kind] of [
  [6, 13, 128, 'finding'],
  [100, 50, 128, 'finding'],
  [100, 49, 128, 'unknown'],
  [1_000, 14, 128, 'healthy'],
  [100, 100, 129, 'healthy'],
  [0, 0, 128, 'healthy'],
] as const) {
  test(`syn-backlog-small with ${received} of ${sent} cookies back at ${limit} is a ${kind} verdict`, () => {
    assert.equal(check([look(0, 0, limit), look(sent, received, limit)]).kind, kind);
  });
}

test('syn-backlog-small is healthy where tcp_syncookies=2 sends cookies to everybody', () => {
  const always = { sysctls: { 'net.ipv4.tcp_syncookies': '2' } };
  assert.equal(check([look(0, 0, 128, always), look(500, 500, 128, always)]).kind, 'healthy');
});

test('syn-backlog-small is unknown after one look, without the counter and without limits', () => {
  assert.equal(check([look(60, 60)]).kind, 'unknown');
  assert.equal(check([{}, {}]).kind, 'unknown');
  const missing = [{ source: 'listen limits', code: 'no netlink' }];
  assert.equal(check([look(0, 0), look(60, 60, 128, { missing })]).kind, 'unknown');
});
