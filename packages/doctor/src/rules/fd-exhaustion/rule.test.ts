import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Owner } from '../../model/survey.ts';
import type { SampleLook } from '../sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSurvey,
} from '../sample.ts';
import { fdExhaustion } from './rule.ts';

const waiting = (count: number): SampleLook => ({
  listeners: [sampleListener({ waiting: count })],
});
const THREE = [waiting(17), waiting(17), waiting(17)] as const;

function check(
  looks: readonly [SampleLook, ...SampleLook[]],
  owners: readonly Owner[] = [sampleOwner({ fds: { open: 41, limit: 40 } })],
) {
  const namespace = sampleNamespace(looks, { owners: { 8_080: owners } });
  return fdExhaustion.check(namespace, sampleSurvey([namespace]));
}

test('fd-exhaustion makes a certain, critical finding of a process at its limit', () => {
  const verdict = check(THREE);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [
      {
        severity: 'critical',
        confidence: 'certain',
        subject: { kind: 'process', pid: 812, command: 'nginx' },
        inodes: [8_080],
        bar: { value: 41, max: 40 },
      },
    ],
  });
  assert.ok(
    verdict.kind === 'finding' && verdict.findings[0].explains.includes('accept-queue-overflow'),
  );
});

for (const [open, kind] of [
  [980, 'finding'],
  [979, 'healthy'],
] as const) {
  test(`fd-exhaustion with ${open} of 1,000 descriptors is a ${kind} verdict`, () => {
    assert.equal(check(THREE, [sampleOwner({ fds: { open, limit: 1_000 } })]).kind, kind);
  });
}

test('fd-exhaustion is healthy for a slow accept loop with descriptors left', () => {
  assert.equal(check(THREE, [sampleOwner()]).kind, 'healthy');
});

test('fd-exhaustion is healthy when nobody waits, even after one look', () => {
  assert.equal(check([waiting(0)]).kind, 'healthy');
});

test('fd-exhaustion is healthy when the queue was empty in one look: something accepts', () => {
  assert.equal(check([waiting(17), waiting(0), waiting(17)]).kind, 'healthy');
});

test('fd-exhaustion finding is only probable when another worker has descriptors left', () => {
  const other = sampleOwner({ pid: 900, fds: { open: 5, limit: 40 } });
  const verdict = check(THREE, [sampleOwner({ fds: { open: 40, limit: 40 } }), other]);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [{ confidence: 'probable', severity: 'warning' }],
  });
});

test('fd-exhaustion is unknown when the owner or its descriptors cannot be read', () => {
  assert.equal(check(THREE, []).kind, 'unknown');
  const { fds: _, ...hidden } = sampleOwner();
  assert.equal(check(THREE, [hidden]).kind, 'unknown');
});

test('fd-exhaustion is unknown after two looks with somebody waiting, and without sockets', () => {
  assert.equal(check([waiting(17), waiting(17)]).kind, 'unknown');
  const missing = [{ source: 'sockets', code: 'EACCES' }];
  assert.equal(check([waiting(1), waiting(1), { ...waiting(1), missing }]).kind, 'unknown');
});

test('fd-exhaustion finding raises the limit of the running process first', () => {
  const verdict = check(THREE);
  assert.ok(verdict.kind === 'finding');
  assert.deepEqual(
    verdict.findings[0].remedies.map(({ command }) => command?.split(' ')[0]),
    ['prlimit', 'worker_rlimit_nofile', 'systemctl', undefined],
  );
});

/** Clients come and nobody has to wait. */
const visit = (n: number): SampleLook => ({
  listeners: [sampleListener()],
  services: [sampleService({ established: 5, timeWait: 10 * n })],
  counters: { 'Tcp.PassiveOpens': 10 * n },
});
const VISITED = [visit(0), visit(1), visit(2)] as const;

for (const [open, kind] of [
  [45, 'finding'],
  [44, 'finding'],
  [43, 'healthy'],
] as const) {
  test(`fd-exhaustion with ${open} of 45 descriptors while clients come and nobody waits is a ${kind} verdict`, () => {
    const verdict = check(VISITED, [sampleOwner({ fds: { open, limit: 45 } })]);
    assert.equal(verdict.kind, kind);
    if (verdict.kind === 'finding') assert.equal(verdict.findings[0].confidence, 'probable');
  });
}

test('fd-exhaustion is healthy when nobody comes to a process that uses all its descriptors', () => {
  const quiet = { ...visit(1), counters: { 'Tcp.PassiveOpens': 10 } };
  assert.equal(check([quiet, quiet, quiet]).kind, 'healthy');
});
