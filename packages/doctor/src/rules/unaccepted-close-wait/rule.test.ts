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
import { unacceptedCloseWait } from './rule.ts';

interface Moment {
  readonly given: number;
  readonly waiting?: number;
  readonly oldestMs?: number | undefined;
}

const at = ({ given, waiting = 5, oldestMs = 4_000 }: Moment): SampleLook => ({
  listeners: [sampleListener({ waiting })],
  services: [
    sampleService({
      unaccepted: waiting,
      unacceptedCloseWait: given,
      oldestUnacceptedMs: oldestMs,
    }),
  ],
});

function check(looks: readonly [SampleLook, ...SampleLook[]], owner = sampleOwner()) {
  const namespace = sampleNamespace(looks, { owners: { 8_080: [owner] } });
  return unacceptedCloseWait.check(namespace, sampleSurvey([namespace]));
}
const three = (moment: Moment) => check([at(moment), at(moment), at(moment)]);

test('unaccepted-close-wait makes a finding of clients that left the queue', () => {
  assert.partialDeepStrictEqual(three({ given: 3 }), {
    kind: 'finding',
    findings: [
      {
        severity: 'warning',
        confidence: 'certain',
        subject: { kind: 'listener', port: 80 },
        title: { en: '3 clients gave up on port 80 before nginx accepted them' },
        not: [{ rule: 'close-wait-leak' }, { rule: 'fd-exhaustion' }],
      },
    ],
  });
});

for (const [state, first] of [
  ['T', 'kill -CONT 77'],
  ['S', undefined],
] as const) {
  test(`unaccepted-close-wait of a program in state ${state} begins with ${first ?? 'a restart'}`, () => {
    const look = at({ given: 3 });
    const verdict = check([look, look, look], sampleOwner({ pid: 77, state }));
    assert.ok(verdict.kind === 'finding');
    assert.equal(verdict.findings[0].remedies[0]?.command, first);
  });
}

test('unaccepted-close-wait is healthy when nobody gave up, even after one look', () => {
  assert.equal(check([at({ given: 0 })]).kind, 'healthy');
});

test('unaccepted-close-wait is healthy when the queue is emptied in between', () => {
  assert.equal(check([at({ given: 3 }), at({ given: 0 }), at({ given: 3 })]).kind, 'healthy');
  const empty = at({ given: 3, waiting: 0 });
  assert.equal(check([at({ given: 3 }), empty, at({ given: 3 })]).kind, 'healthy');
});

for (const [oldestMs, kind] of [
  [1_001, 'finding'],
  [1_000, 'healthy'],
] as const) {
  test(`unaccepted-close-wait of connections ${oldestMs} ms old is a ${kind} verdict`, () => {
    assert.equal(three({ given: 1, oldestMs }).kind, kind);
  });
}

test('unaccepted-close-wait is unknown after two looks and without sockets', () => {
  assert.equal(check([at({ given: 3 }), at({ given: 3 })]).kind, 'unknown');
  const missing = [{ source: 'sockets', code: 'EACCES' }];
  const blind = { ...at({ given: 3 }), missing };
  assert.equal(check([blind, blind, blind]).kind, 'unknown');
});
