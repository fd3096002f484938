import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleLook } from '../sample.ts';
import { sampleListener, sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import { deferAcceptWaiting } from './rule.ts';

const look = (deferred: number, synRecv: number, cookies = 0): SampleLook => ({
  counters: {
    'TcpExt.TCPDeferAcceptDrop': deferred,
    'TcpExt.TCPReqQFullDoCookies': cookies,
  },
  listeners: [sampleListener()],
  services: [sampleService({ synRecv })],
});

function check(looks: readonly [SampleLook, ...SampleLook[]]) {
  const namespace = sampleNamespace(looks);
  return deferAcceptWaiting.check(namespace, sampleSurvey([namespace]));
}

test('defer-accept-waiting makes a notice of silent clients', () => {
  assert.partialDeepStrictEqual(check([look(0, 20), look(10, 20), look(20, 20)]), {
    kind: 'finding',
    findings: [
      {
        severity: 'notice',
        confidence: 'certain',
        subject: { kind: 'listener', port: 80 },
        evidence: [{ value: 20 }, { value: 20 }],
      },
    ],
  });
});

for (const [synRecv, kind] of [
  [10, 'finding'],
  [9, 'healthy'],
] as const) {
  test(`defer-accept-waiting with ${synRecv} half-open is a ${kind} verdict`, () => {
    assert.equal(check([look(0, synRecv), look(5, synRecv), look(9, synRecv)]).kind, kind);
  });
}

test('defer-accept-waiting is healthy for a flood: nobody answers, or cookies are sent', () => {
  assert.equal(check([look(0, 500), look(0, 500), look(0, 500)]).kind, 'healthy');
  assert.equal(check([look(0, 65), look(9, 65, 100), look(9, 65, 200)]).kind, 'healthy');
});

test('defer-accept-waiting is healthy when clients do speak: none stays in every look', () => {
  assert.equal(check([look(0, 20), look(50, 0), look(99, 20)]).kind, 'healthy');
});

test('defer-accept-waiting is unknown after two looks, without the counter and without sockets', () => {
  assert.equal(check([look(0, 20), look(9, 20)]).kind, 'unknown');
  assert.equal(check([{}, {}, {}]).kind, 'unknown');
  const missing = [{ source: 'sockets', code: 'EACCES' }];
  assert.equal(check([look(0, 0), look(5, 0), { ...look(9, 0), missing }]).kind, 'unknown');
});
