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
import { acceptQueueDelay } from './rule.ts';

interface Moment {
  readonly waiting: number;
  readonly opens: number;
  readonly oldestMs?: number;
  readonly overflows?: number;
}

const at = ({ waiting, opens, oldestMs, overflows = 0 }: Moment): SampleLook => ({
  counters: { 'TcpExt.ListenOverflows': overflows, 'Tcp.PassiveOpens': opens },
  listeners: [sampleListener({ waiting, limit: 65_535 })],
  services: [
    sampleService({
      established: waiting,
      unaccepted: waiting,
      ...(oldestMs === undefined ? {} : { oldestUnacceptedMs: oldestMs }),
    }),
  ],
});

function check(
  moments: readonly Moment[],
  last: SampleLook = {},
  owners: readonly Owner[] = [sampleOwner()],
) {
  const looks = moments.map(at);
  const end = { ...looks.at(-1), ...last };
  const namespace = sampleNamespace([...looks.slice(0, -1), end] as unknown as [SampleLook], {
    owners: { 8_080: owners },
  });
  return acceptQueueDelay.check(namespace, sampleSurvey([namespace]));
}

const firstOf = (verdict: ReturnType<typeof check>) =>
  verdict.kind === 'finding' ? verdict.findings[0] : undefined;

test('accept-queue-delay makes a finding of a long queue that is emptied slowly', () => {
  const verdict = check([
    { waiting: 500, opens: 0 },
    { waiting: 550, opens: 150 },
    { waiting: 600, opens: 300 },
  ]);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [{ severity: 'warning', confidence: 'probable', subject: { port: 80 } }],
  });
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(finding.evidence[0].value, 5_000); // 500 waiting, 100 a second accepted
  assert.match(finding.title.en, /^Clients of nginx wait 5 s/);
  assert.ok(finding.doesNotHelp.some(({ what }) => what.includes('65535')));
});

for (const [waiting, kind] of [
  [101, 'finding'],
  [100, 'healthy'],
] as const) {
  test(`accept-queue-delay with ${waiting} waiting at 100 a second is a ${kind} verdict`, () => {
    const moments = [0, 1, 2].map((n) => ({ waiting, opens: 100 * n }));
    assert.equal(check(moments).kind, kind);
  });
}

test('accept-queue-delay is healthy for a busy server that shows a queue in every look', () => {
  const moments = [0, 1, 2].map((n) => ({ waiting: 20, opens: 5_000 * n, oldestMs: 4 }));
  assert.equal(check(moments).kind, 'healthy');
});

test('accept-queue-delay makes a critical finding when nobody is accepted at all', () => {
  const verdict = check(
    [0, 1, 2].map((n) => ({ waiting: 3, opens: 9, oldestMs: 4_000 + 1_000 * n })),
  );
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [{ severity: 'critical', confidence: 'certain' }],
  });
  assert.ok(verdict.kind === 'finding');
  assert.match(
    verdict.findings[0].title.en,
    /^nginx accepts nobody on 0\.0\.0\.0:80: 3 connections wait/,
  );
});

/** Three wait and age, behind a program with this owner. */
const behind = (owner: Partial<Owner>) =>
  firstOf(
    check(
      [0, 1, 2].map((n) => ({ waiting: 3, opens: 9, oldestMs: 4_000 + 1_000 * n })),
      {},
      [sampleOwner(owner)],
    ),
  );

test('accept-queue-delay finding names a program that was stopped, and how it goes on', () => {
  const finding = behind({ pid: 77, state: 'T' });
  assert.match(finding?.title.en ?? '', /^nginx is stopped and accepts nobody on 0\.0\.0\.0:80: 3/);
  assert.match(finding?.why.en ?? '', /Stopped by a signal \(state T\): nginx \(pid 77\)/);
  assert.deepEqual(
    finding?.remedies.map(({ command }) => command),
    ['kill -CONT 77'],
  );
  assert.doesNotMatch(behind({ state: 'S' })?.why.en ?? '', /Stopped by a signal/);
  assert.match(behind({ state: 'S' })?.remedies[0]?.do.en ?? '', /what the accepting thread/);
});

test('accept-queue-delay of a program that accepts nobody explains what it does not close', () => {
  assert.ok(behind({ state: 'T' })?.explains.includes('close-wait-leak'));
  assert.ok(behind({})?.explains.includes('close-wait-leak'));
  const atLimit = behind({ fds: { open: 40, limit: 40 } });
  assert.ok(!atLimit?.explains.includes('close-wait-leak'));
  assert.ok(atLimit?.not.every(({ rule }) => rule !== 'fd-exhaustion'));
  assert.ok(!firstOf(arriving(1))?.explains.includes('close-wait-leak'), 'it accepts');
});

/** 10 clients a second come, the counter was read 2 handshakes before the queue in the first look. */
const arriving = (timeWait: number) =>
  check(
    [0, 1, 2].map((n) => ({ waiting: 100 + 10 * n, opens: 11 * n, oldestMs: 9_000 + 1_000 * n })),
    {
      services: [
        sampleService({
          established: 120,
          unaccepted: 120,
          oldestUnacceptedMs: 11_000,
          timeWait,
        }),
      ],
    },
  );

test('accept-queue-delay takes handshakes between the counter and the queue for nobody accepted', () => {
  assert.equal(firstOf(arriving(0))?.severity, 'critical');
  assert.match(firstOf(arriving(0))?.title.en ?? '', /accepts nobody/);
});

test('accept-queue-delay is a warning where connections of the port were closed meanwhile', () => {
  assert.equal(firstOf(arriving(1))?.severity, 'warning');
});

test('accept-queue-delay needs no tcp_info to see that nobody is accepted', () => {
  assert.equal(check([0, 1, 2].map(() => ({ waiting: 3, opens: 9 }))).kind, 'finding');
});

test('accept-queue-delay is healthy when connections are dropped: that is accept-queue-overflow', () => {
  const moments = [0, 1, 2].map((n) => ({ waiting: 500, opens: 9, overflows: n }));
  assert.equal(check(moments).kind, 'healthy');
});

test('accept-queue-delay is healthy when the queue was empty in one look', () => {
  const moments = [500, 0, 500].map((waiting, n) => ({ waiting, opens: 100 * n }));
  assert.equal(check(moments).kind, 'healthy');
});

test('accept-queue-delay is healthy when all who waited have given up: unaccepted-close-wait', () => {
  const gone = (given: number): SampleLook => {
    const look = at({ waiting: 3, opens: 9, oldestMs: 4_000 });
    const services = [
      sampleService({ unaccepted: 3, unacceptedCloseWait: given, oldestUnacceptedMs: 4_000 }),
    ];
    return { ...look, services };
  };
  const verdict = (given: number) => {
    const namespace = sampleNamespace([gone(given), gone(given), gone(given)]);
    return acceptQueueDelay.check(namespace, sampleSurvey([namespace])).kind;
  };
  assert.equal(verdict(3), 'healthy');
  assert.equal(verdict(2), 'finding');
});

test('accept-queue-delay is healthy with nobody waiting, even after one look', () => {
  assert.equal(check([{ waiting: 0, opens: 0 }]).kind, 'healthy');
});

test('accept-queue-delay is unknown after two looks, without sockets and without the counter', () => {
  const moment = { waiting: 500, opens: 0 };
  assert.equal(check([moment, moment]).kind, 'unknown');
  const missing = [{ source: 'sockets', code: 'EACCES' }];
  assert.equal(check([moment, moment, moment], { missing }).kind, 'unknown');
  assert.equal(check([moment, moment, moment], { counters: {} }).kind, 'unknown');
});
