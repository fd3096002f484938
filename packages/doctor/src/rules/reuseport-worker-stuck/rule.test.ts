import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Listener } from '../../model/snapshot.ts';
import type { SampleLook } from '../sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSurvey,
} from '../sample.ts';
import { reuseportWorkerStuck } from './rule.ts';

const worker = (n: number, more: Partial<Listener> = {}): Listener =>
  sampleListener({ cookie: `worker-${n}`, limit: 8, inode: 100 + n, ...more });

/** Four workers, the second as told. */
const group = (stuck: Partial<Listener>, others: Partial<Listener> = {}): SampleLook => ({
  listeners: [worker(1, others), worker(2, stuck), worker(3, others), worker(4, others)],
});
const STUCK = [0, 60, 129].map((drops) => group({ waiting: 9, drops })) as [SampleLook];

function check(
  looks: readonly [SampleLook, ...SampleLook[]],
  more: Parameters<typeof sampleNamespace>[1] = {},
) {
  const namespace = sampleNamespace(looks, more);
  return reuseportWorkerStuck.check(namespace, sampleSurvey([namespace]));
}

test('reuseport-worker-stuck makes a certain finding of one full, dropping worker among idle ones', () => {
  const owners = { 102: [sampleOwner({ pid: 2 })], 101: [sampleOwner({ pid: 1 })] };
  const verdict = check(STUCK, { owners });
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [
      {
        severity: 'critical',
        confidence: 'certain',
        inodes: [102],
        subject: { kind: 'listener', port: 80 },
        bar: { value: 9, max: 8 },
      },
    ],
  });
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.match(finding.title.en, /^nginx \(pid 2\) of 4 on 0\.0\.0\.0:80/);
  assert.equal(finding.remedies[0]?.command, 'sysctl -w net.ipv4.tcp_migrate_req=1');
  assert.equal(finding.remedies[1]?.command, 'kill -TERM 2');
  assert.ok(finding.explains.includes('accept-queue-overflow'));
});

test('reuseport-worker-stuck finding names nobody when every worker holds every socket', () => {
  const owners = Object.fromEntries([101, 102, 103, 104].map((i) => [i, [sampleOwner()]]));
  const verdict = check(STUCK, { owners });
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].title.en, /^One worker of 4/);
  assert.ok(verdict.findings[0].remedies.every(({ command }) => !command?.startsWith('kill')));
});

test('reuseport-worker-stuck is healthy when all workers are full: the service is slow', () => {
  const looks = [0, 50, 99].map((drops) => group({ waiting: 9, drops }, { waiting: 9, drops }));
  assert.equal(check(looks as [SampleLook]).kind, 'healthy');
});

for (const [waiting, kind] of [
  [4, 'finding'],
  [5, 'healthy'],
] as const) {
  test(`reuseport-worker-stuck with siblings at ${waiting} of 8 is a ${kind} verdict`, () => {
    const looks = [0, 50, 99].map((drops) => group({ waiting: 9, drops }, { waiting }));
    assert.equal(check(looks as [SampleLook]).kind, kind);
  });
}

test('reuseport-worker-stuck is healthy for one listener and for the same port on other addresses', () => {
  const full = { waiting: 9, drops: 0 };
  assert.equal(check([{ listeners: [worker(1, full)] }]).kind, 'healthy');
  const apart = (drops: number): SampleLook => ({
    listeners: [
      worker(1, { local: { address: '10.0.0.1', port: 80 } }),
      worker(2, { waiting: 9, drops, local: { address: '10.0.0.2', port: 80 } }),
    ],
  });
  assert.equal(check([apart(0), apart(5), apart(9)]).kind, 'healthy');
});

test('reuseport-worker-stuck is healthy when the full worker was empty in one look', () => {
  const looks = [9, 0, 9].map((waiting, n) => group({ waiting, drops: n }));
  assert.equal(check(looks as [SampleLook]).kind, 'healthy');
});

test('reuseport-worker-stuck makes a probable finding of a queue that only grows beside an empty one', () => {
  const looks = [2, 4, 6].map((waiting) => ({
    ...group({ waiting }),
    services: [sampleService({ unaccepted: waiting, oldestUnacceptedMs: 1_000 * waiting })],
  }));
  assert.partialDeepStrictEqual(check(looks as unknown as [SampleLook]), {
    kind: 'finding',
    findings: [{ severity: 'warning', confidence: 'probable' }],
  });
});

test('reuseport-worker-stuck is healthy for a growing queue in which nobody waits long', () => {
  const looks = [2, 4, 6].map((waiting) => ({
    ...group({ waiting }),
    services: [sampleService({ unaccepted: waiting, oldestUnacceptedMs: 4 })],
  }));
  assert.equal(check(looks as unknown as [SampleLook]).kind, 'healthy');
});

test('reuseport-worker-stuck is unknown after two looks, without sockets and without limits', () => {
  assert.equal(check(STUCK.slice(0, 2) as [SampleLook]).kind, 'unknown');
  for (const source of ['sockets', 'listen limits']) {
    const missing = [{ source, code: 'no netlink' }];
    const looks = [1, 2, 3].map(() => ({ ...group({ waiting: 0 }), missing }));
    assert.equal(check(looks as unknown as [SampleLook]).kind, 'unknown', source);
  }
});
