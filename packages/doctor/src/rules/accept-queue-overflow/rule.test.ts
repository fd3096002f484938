import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Owner } from '../../model/survey.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import type { SampleLook } from '../sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSocket,
  sampleSurvey,
} from '../sample.ts';
import { acceptQueueOverflow } from './rule.ts';

type Looks = [SampleLook, ...SampleLook[]];

const counters = (overflows: number, opens = 0) => ({
  'TcpExt.ListenOverflows': overflows,
  'TcpExt.SyncookiesSent': 0,
  'Tcp.PassiveOpens': opens,
});
const look = (overflows: number, more: SampleLook = {}): SampleLook => ({
  counters: counters(overflows),
  ...more,
});
const nginx = { owners: { 8_080: [sampleOwner()] } };

function check(looks: Looks, more: Parameters<typeof sampleNamespace>[1] = {}): Verdict {
  const namespace = sampleNamespace(looks, more);
  return acceptQueueOverflow.check(namespace, sampleSurvey([namespace]));
}

function only(verdict: Verdict): Finding {
  assert.equal(verdict.kind, 'finding');
  if (verdict.kind !== 'finding') throw new Error('Not a finding');
  assert.equal(verdict.findings.length, 1);
  return verdict.findings[0];
}

/** Full with 129 of 128, dropping more in each look. */
const full = (overflows: number, opens: number, drops = overflows): SampleLook => ({
  counters: counters(overflows, opens),
  listeners: [sampleListener({ waiting: 129, drops })],
});

test('accept-queue-overflow is healthy while the counter stands still, whatever its total', () => {
  assert.equal(check([look(391), look(391), look(391)]).kind, 'healthy');
});

test('accept-queue-overflow is healthy with a full queue that has dropped nobody', () => {
  assert.equal(check([full(0, 5), full(0, 5), full(0, 5)]).kind, 'healthy');
});

test('accept-queue-overflow is unknown after a single look', () => {
  assert.equal(check([look(391)]).kind, 'unknown');
});

test('accept-queue-overflow is unknown on a kernel without the counter and when it goes back', () => {
  assert.equal(check([{}, {}, {}]).kind, 'unknown');
  assert.equal(check([look(9), look(3)]).kind, 'unknown');
});

test('accept-queue-overflow makes a finding after two looks: the counter is unique to it', () => {
  const finding = only(check([full(0, 0), full(391, 250)], nginx));
  assert.partialDeepStrictEqual(finding, {
    severity: 'critical',
    confidence: 'certain',
    subject: { kind: 'listener', address: '0.0.0.0', port: 80, family: 'ipv4' },
    inodes: [8_080],
    bar: { value: 129, max: 128 },
  });
  assert.match(finding.title.en, /^nginx turns clients away: the accept queue of 0\.0\.0\.0:80/);
  assert.deepEqual(
    finding.evidence.map((e) => e.value),
    [391, 391, 129, 128],
  );
});

test('accept-queue-overflow finding says how fast connections are accepted and arrive', () => {
  const { why } = only(check([full(0, 0), full(390, 252), full(391, 252)], nginx));
  assert.match(why.en, /accepts 126 connections a second, 322 arrive, counting each SYN/);
  assert.match(why.ko, /초당 126건/);
});

test('accept-queue-overflow finding in bursts names the listener whose drops grew, not a quiet one', () => {
  const listeners = (drops: number) => [
    sampleListener({ cookie: 'quiet', local: { address: '0.0.0.0', port: 22 }, drops: 7 }),
    sampleListener({ drops }),
  ];
  const at = (overflows: number, opens: number): SampleLook => ({
    counters: counters(overflows, opens),
    listeners: listeners(overflows),
  });
  const finding = only(check([at(0, 0), at(324, 1_000), at(324, 20_000)], nginx));
  assert.partialDeepStrictEqual(finding, { subject: { port: 80 }, confidence: 'certain' });
  assert.match(finding.title.en, /in bursts/);
  assert.match(finding.why.en, /at most/);
  assert.equal(finding.severity, 'warning');
});

for (const [opens, severity] of [
  [1_900, 'critical'],
  [1_901, 'warning'],
] as const) {
  test(`accept-queue-overflow finding with 100 of ${opens + 100} turned away is ${severity}`, () => {
    const at = (n: number, opened: number): SampleLook => ({
      counters: counters(n, opened),
      listeners: [sampleListener({ drops: n })],
    });
    assert.equal(only(check([at(0, 0), at(100, opens)])).severity, severity);
  });
}

test('accept-queue-overflow finding is probable for a full queue where drops cannot be read', () => {
  const { drops: _, ...mute } = sampleListener({ waiting: 129 });
  const finding = only(
    check([look(0, { listeners: [mute] }), look(5, { listeners: [mute] })], nginx),
  );
  assert.equal(finding.confidence, 'probable');
});

test('accept-queue-overflow finding is about the namespace when nobody can be named', () => {
  const missing = [{ source: 'listen limits', code: 'no netlink' }];
  const { limit: _l, drops: _d, ...mute } = sampleListener();
  const finding = only(
    check([look(0, { listeners: [mute] }), look(5, { listeners: [mute], missing })]),
  );
  assert.deepEqual(finding.subject, { kind: 'namespace' });
  assert.match(finding.why.en, /could not read listen limits/);
});

test('accept-queue-overflow finding names the service, and systemd only where nobody else has the socket', () => {
  const systemd = sampleOwner({ pid: 1, command: 'systemd', commandLine: '/sbin/init' });
  const title = (...owners: Owner[]): string =>
    only(check([full(0, 7), full(10, 7), full(20, 7)], { owners: { 8_080: owners } })).title.en;
  assert.match(title(systemd, sampleOwner()), /^nginx has stopped accepting/);
  assert.match(title(systemd), /^systemd has stopped accepting/);
});

test('accept-queue-overflow finding tells a loop that stands still from a slow one', () => {
  const finding = only(check([full(0, 7), full(10, 7), full(20, 7)], nginx));
  assert.match(finding.title.en, /^nginx has stopped accepting/);
  assert.match(finding.why.en, /stands still/);
  assert.ok(finding.explains.includes('accept-reset-race'));
  assert.ok(finding.explains.includes('syn-backlog-small'));
});

for (const [what, opens, port, ageMs, explained] of [
  ['a loop that stands still explains', 7, 80, 8_300, true],
  ['a loop that goes on does not explain', 250, 80, 8_300, false],
  ['a loop that stands still does not explain the old', 7, 80, 60_000, false],
  ["a loop that stands still explains, whatever another port's age,", 7, 81, 60_000, true],
] as const) {
  test(`accept-queue-overflow: ${what} connections in CLOSE_WAIT`, () => {
    const info = { lastAckRecvMs: ageMs };
    const closeWait = [
      {
        family: 'ipv4',
        direction: 'inbound',
        port,
        count: 8,
        owned: 8,
        examples: [sampleSocket({ state: 'closeWait', info })],
      },
    ] as const;
    const at = (overflows: number, opened: number): SampleLook => ({
      ...full(overflows, opened),
      groups: { closeWait },
    });
    const finding = only(check([at(0, 7), at(10, opens), at(20, opens)], nginx));
    assert.equal(finding.explains.includes('close-wait-leak'), explained);
  });
}

test('accept-queue-overflow finding sees a stuck loop by the age of the first in the queue', () => {
  const busy = sampleListener({ cookie: 'busy', local: { address: '0.0.0.0', port: 81 } });
  const at = (n: number): SampleLook => ({
    counters: counters(10 * n, 500 * n),
    listeners: [sampleListener({ waiting: 129, drops: 10 * n }), busy],
    services: [sampleService({ unaccepted: 129, oldestUnacceptedMs: 5_000 + 1_000 * n })],
  });
  assert.match(only(check([at(0), at(1), at(2)])).title.en, /stopped accepting/);
});

test('accept-queue-overflow finding is not taken in by clients that came and age together', () => {
  const at = (n: number): SampleLook => ({
    ...full(10 * n, 500 * n),
    services: [sampleService({ unaccepted: 129, oldestUnacceptedMs: 5_000 + 1_000 * n })],
  });
  assert.doesNotMatch(only(check([at(0), at(1), at(2)])).title.en, /stopped accepting/);
});

test('accept-queue-overflow says once what concerns all listeners of an address', () => {
  const at = (n: number): SampleLook => ({
    counters: counters(40 * n),
    listeners: [1, 2, 3, 4].map((each) =>
      sampleListener({ cookie: `w${each}`, inode: each, waiting: 129, drops: n * each }),
    ),
  });
  const finding = only(check([at(0), at(5), at(10)]));
  assert.deepEqual(finding.inodes, [4, 3, 2, 1]);
  assert.equal(finding.evidence[1]?.value, 100);
});

test('accept-queue-overflow finding does not take resets for its own where a sysctl asks for them', () => {
  const sysctls = { 'net.ipv4.tcp_abort_on_overflow': '1' };
  const finding = only(check([full(0, 0), { ...full(5, 5), sysctls }]));
  assert.ok(!finding.explains.includes('accept-reset-race'));
});

test('accept-queue-overflow finding says which limit binds and raises only that', () => {
  const at = (overflows: number, somaxconn: string): SampleLook => ({
    ...full(overflows, 50 * overflows),
    sysctls: { 'net.core.somaxconn': somaxconn },
  });
  const byBacklog = only(check([at(0, '4096'), at(5, '4096'), at(9, '4096')], nginx));
  assert.match(byBacklog.why.en, /the program asked for it/);
  assert.match(byBacklog.remedies[0]?.command ?? '', /^listen 80 backlog=512;/);
  assert.ok(byBacklog.remedies.every((remedy) => remedy.at !== 'kernel'));

  const byCap = only(check([at(0, '128'), at(5, '128'), at(9, '128')], nginx));
  assert.match(byCap.why.en, /net\.core\.somaxconn of this network namespace/);
  assert.equal(byCap.remedies[0]?.command, 'sysctl -w net.core.somaxconn=512');
  assert.ok(byCap.doesNotHelp.some(({ what }) => what === 'net.core.somaxconn alone'));
});

test('accept-queue-overflow finding calls tcp_max_syn_backlog useless only while cookies are on', () => {
  const useless = (cookies: string) =>
    only(
      check([full(0, 0), { ...full(5, 5), sysctls: { 'net.ipv4.tcp_syncookies': cookies } }]),
    ).doesNotHelp.some(({ what }) => what === 'net.ipv4.tcp_max_syn_backlog');
  assert.equal(useless('1'), true);
  assert.equal(useless('0'), false);
});

test('accept-queue-overflow finding shows the descriptors as what it is not', () => {
  assert.deepEqual(only(check([full(0, 0), full(5, 5)], nginx)).not[0], {
    rule: 'fd-exhaustion',
    because: {
      en: '312 of 65,535 file descriptors in use',
      ko: '파일 디스크립터 65,535개 중 312개 사용',
    },
  });
});

test('accept-queue-overflow makes one finding of all listeners that share an address', () => {
  const at = (drops: number): SampleLook => ({
    counters: counters(2 * drops, 5),
    listeners: [1, 2].map((n) =>
      sampleListener({ cookie: `worker-${n}`, inode: n, waiting: 129, drops }),
    ),
  });
  const finding = only(check([at(0), at(5), at(9)]));
  assert.deepEqual(finding.inodes, [1, 2]);
  assert.equal(finding.evidence[1]?.value, 18);
  assert.match(finding.why.en, /2 listeners share this address/);
});

test('accept-queue-overflow wants the owner of the culprit', () => {
  const namespace = sampleNamespace([full(0, 0), full(5, 5)]);
  assert.deepEqual(acceptQueueOverflow.wants?.(namespace, sampleSurvey([namespace])), [8_080]);
});

test('accept-queue-overflow finding names a process that was stopped, and how it goes on', () => {
  const withState = (state: string) =>
    only(
      check([full(0, 7), full(10, 7), full(20, 7)], {
        owners: { 8_080: [sampleOwner({ pid: 77, state })] },
      }),
    );
  assert.match(withState('T').why.en, /Stopped by a signal \(state T\): nginx \(pid 77\)/);
  assert.equal(withState('T').remedies[0]?.command, 'kill -CONT 77');
  assert.doesNotMatch(withState('S').why.en, /Stopped by a signal/);
  assert.notEqual(withState('S').remedies[0]?.command, 'kill -CONT 77');
});

/** 129 wait in the end, `before` in each look before that; drops only in between. */
const filling = (before: number, owner: Partial<Owner>): Finding => {
  const at = (n: number, waiting: number): SampleLook => ({
    counters: counters(20 * n, 7 + waiting - before),
    listeners: [sampleListener({ waiting, drops: 20 * n })],
  });
  return only(
    check([at(0, before), at(0, before), at(2, 129)], { owners: { 8_080: [sampleOwner(owner)] } }),
  );
};

for (const before of [0, 100]) {
  test(`accept-queue-overflow finding of a stopped program whose queue fills from ${before}`, () => {
    const { title, why, remedies } = filling(before, { pid: 77, state: 'T' });
    assert.match(title.en, /^nginx is stopped and accepts nobody: .* is full$/);
    assert.match(title.ko, /^nginx가 정지되어/);
    assert.match(why.en, /whoever holds it is stopped. Stopped by a signal/);
    assert.deepEqual(
      remedies.map(({ command }) => command),
      ['kill -CONT 77'],
    );
  });
}

test('accept-queue-overflow finding of a queue that fills asks a program that runs for a longer one', () => {
  const { title, remedies } = filling(100, { state: 'S' });
  assert.match(title.en, /turns clients away/);
  assert.match(remedies[0]?.command ?? '', /backlog=/);
});

/** Connections in CLOSE_WAIT that nobody has closed for so long, behind a queue that nobody empties. */
const unclosed = (ageMs: number, owner: Partial<Owner>): Finding => {
  const socket = sampleSocket({ state: 'closeWait', info: { lastAckRecvMs: ageMs } });
  const group = { family: 'ipv4', direction: 'inbound', port: 80, count: 8, owned: 8 } as const;
  const at = (overflows: number): SampleLook => ({
    ...full(overflows, 7),
    groups: { closeWait: [{ ...group, examples: [socket] }] },
  });
  return only(check([at(0), at(10), at(20)], { owners: { 8_080: [sampleOwner(owner)] } }));
};

test('accept-queue-overflow of a stopped program explains CLOSE_WAIT of any age', () => {
  assert.ok(unclosed(600_000, { state: 'T' }).explains.includes('close-wait-leak'));
  assert.ok(!unclosed(600_000, { state: 'S' }).explains.includes('close-wait-leak'));
});

for (const [open, isBroken] of [
  [100, true],
  [98, true],
  [97, false],
] as const) {
  test(`accept-queue-overflow with ${open} of 100 descriptors in use ${isBroken ? 'does not rule out' : 'rules out'} fd-exhaustion`, () => {
    const { explains, not } = unclosed(8_300, { fds: { open, limit: 100 } });
    assert.equal(explains.includes('close-wait-leak'), !isBroken);
    assert.equal(
      not.some(({ rule }) => rule === 'fd-exhaustion'),
      !isBroken,
    );
  });
}

/** HAProxy in front of whom 129 wait, with 30 connections that it has accepted. */
const haproxy = (more: {
  readonly waiting?: number;
  readonly accepted?: number;
  readonly opens?: number;
  readonly unread?: boolean;
  readonly state?: string;
}): string[] => {
  const { waiting = 129, accepted = 30, opens = 0, unread = false, state = 'S' } = more;
  const owner = sampleOwner({ pid: 77, command: 'haproxy', commandLine: 'haproxy -db', state });
  const at = (n: number): SampleLook => ({
    counters: counters(10 * n, opens * n),
    listeners: [sampleListener({ waiting: n === 1 ? waiting : 129, drops: 10 * n })],
    services: [sampleService({ established: 129 + accepted, unaccepted: 129 })],
    ...(unread ? { kept: { unread: [sampleSocket({ recvQueue: 80 })] } } : {}),
  });
  const { remedies } = only(check([at(0), at(1), at(2)], { owners: { 8_080: [owner] } }));
  return remedies.map((remedy) => remedy.do.en);
};

test('accept-queue-overflow finding of an haproxy at work behind a full queue begins with its maxconn', () => {
  assert.match(haproxy({})[0] ?? '', /at its maxconn/);
  assert.match(haproxy({ opens: 200 })[0] ?? '', /at its maxconn/);
});

test('accept-queue-overflow finding of an haproxy begins elsewhere where its maxconn is not the likeliest', () => {
  assert.match(haproxy({ unread: true })[0] ?? '', /what the accepting thread waits for/);
  assert.match(haproxy({ accepted: 0 })[0] ?? '', /what the accepting thread waits for/);
  assert.match(haproxy({ opens: 200, waiting: 3 })[0] ?? '', /longer queue/);
  assert.deepEqual(haproxy({ state: 'T' }), ['Find out who stopped it, then let it go on']);
});
