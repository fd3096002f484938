import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey, Owner } from '../../model/survey.ts';
import type { SampleLook } from '../sample.ts';
import { sampleListener, sampleNamespace, sampleOwner, sampleSurvey } from '../sample.ts';
import { backlogStale } from './rule.ts';

const at = (listener: Partial<Listener> = {}, somaxconn = '4096'): SampleLook => ({
  sysctls: { 'net.core.somaxconn': somaxconn },
  listeners: [sampleListener(listener)],
});

function check(
  looks: readonly [SampleLook, ...SampleLook[]],
  owners: NamespaceSurvey['owners'] = { 8_080: [sampleOwner()] },
) {
  const namespace = sampleNamespace(looks, { owners });
  return backlogStale.check(namespace, sampleSurvey([namespace]));
}

const go = (more: Partial<Owner> = {}): NamespaceSurvey['owners'] => ({
  8_080: [sampleOwner({ command: 'caddy', commandLine: '/usr/bin/caddy run', ...more })],
});

test('backlog-stale makes a suspected finding of nginx with the cap of an older kernel', () => {
  const verdict = check([at()]);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [
      {
        severity: 'notice',
        confidence: 'suspected',
        evidence: [{ value: 128 }, { value: 4_096 }, { value: 511 }],
      },
    ],
  });
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].why.en, /Unless its configuration asks for 128/);
});

test('backlog-stale makes a probable finding of a Go program, which always asks for all', () => {
  const verdict = check([at({ limit: 4_096 }, '65535')], go());
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [{ confidence: 'probable', severity: 'notice' }],
  });
});

test('backlog-stale finding is a warning while the short queue drops connections', () => {
  const verdict = check([at({ drops: 3 }), at({ drops: 9 })]);
  assert.partialDeepStrictEqual(verdict, { kind: 'finding', findings: [{ severity: 'warning' }] });
});

const HEALTHY: readonly (readonly [string, Partial<Listener>, string])[] = [
  ['the limit is what somaxconn allows now', { limit: 4_096 }, '4096'],
  ['the limit was never a default of somaxconn: somebody asked for it', { limit: 16 }, '4096'],
  ['somaxconn was lowered after listen()', { limit: 4_096 }, '128'],
  ['the program got its own default', { limit: 511 }, '4096'],
];
for (const [name, listener, somaxconn] of HEALTHY) {
  test(`backlog-stale is healthy when ${name}`, () => {
    assert.equal(check([at(listener, somaxconn)]).kind, 'healthy');
  });
}

test('backlog-stale is healthy for a program that is not known, or known to ask for less', () => {
  const own = (command: string) => ({ 8_080: [sampleOwner({ command, commandLine: command })] });
  assert.equal(check([at()], own('my-server')).kind, 'healthy');
  assert.equal(check([at()], own('python3')).kind, 'healthy');
});

test('backlog-stale is healthy when the command line sets the backlog', () => {
  const commandLine = '/usr/bin/python3 /usr/bin/gunicorn --backlog 128 app:app';
  const owner = sampleOwner({ command: 'gunicorn', commandLine });
  assert.equal(check([at()], { 8_080: [owner] }).kind, 'healthy');
});

test('backlog-stale is healthy when the same process has a longer queue elsewhere', () => {
  const look = {
    ...at(),
    listeners: [sampleListener(), sampleListener({ cookie: 'b', inode: 9, limit: 511 })],
  };
  assert.equal(check([look], { 8_080: [sampleOwner()], 9: [sampleOwner()] }).kind, 'healthy');
});

test('backlog-stale is unknown when the owner, the limits or the sysctls cannot be read', () => {
  assert.equal(check([at()], {}).kind, 'unknown');
  for (const source of ['sockets', 'listen limits', 'sysctls']) {
    const missing = [{ source, code: 'EACCES' }];
    assert.equal(check([{ ...at(), missing }]).kind, 'unknown', source);
  }
});
